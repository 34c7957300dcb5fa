import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

interface SigningKey {
  readonly kid: string
  readonly algorithm: string
  readonly pair: Awaited<ReturnType<typeof generateKeyPair>>
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** An issuer of JWTs on this machine: OpenID configuration, a set of keys, and tokens signed with any of them. */
export async function startLittleIssuer() {
  const paths = { configuration: '/.well-known/openid-configuration', keys: '/keys' }
  const asked: string[] = []
  const answers = new Map<string, Answer>()
  let keys: readonly SigningKey[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const own = answers.get(path)
    if (own !== undefined) return own(request, response)
    if (path === paths.configuration) return json(response, { issuer: url, jwks_uri: `${url}${paths.keys}` })
    if (path === paths.keys) return void publicKeys(keys).then((set) => json(response, { keys: set }))
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    paths,
    /** Paths that were asked for, in order. */
    asked,
    /** Answers a path in another way from now on; undefined: as before. */
    answer: (path: string, answer: Answer | undefined) => {
      if (answer === undefined) answers.delete(path)
      else answers.set(path, answer)
    },
    /** Publishes these keys and no others. */
    publish: (...published: readonly SigningKey[]) => {
      keys = published
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export async function signingKey(kid: string, algorithm = 'ES256'): Promise<SigningKey> {
  return { kid, algorithm, pair: await generateKeyPair(algorithm, { extractable: true }) }
}

export async function signed(
  { kid, algorithm, pair }: SigningKey,
  claims: JWTPayload,
  header: { readonly [name: string]: unknown } = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid, ...header }).sign(pair.privateKey)
}

async function publicKeys(keys: readonly SigningKey[]) {
  return Promise.all(
    keys.map(async ({ kid, algorithm, pair }) => ({
      ...(await exportJWK(pair.publicKey)),
      kid,
      alg: algorithm,
      use: 'sig',
    })),
  )
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
