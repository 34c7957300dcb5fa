import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { onLoopback } from '../../test/support/loopback-server.ts'

/** As much of KMS as signs with one key. */
export async function startKmsStub(): Promise<{
  readonly endpoint: string
  readonly stop: () => Promise<void>
}> {
  // A fixed key (RFC 8032, test 1): one that is made up would be another in every run.
  const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
  const der = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    Buffer.from(seed, 'hex'),
  ])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const PublicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = JSON.parse(await text(request)) as { readonly Message?: string }
    const said =
      asked.Message === undefined
        ? { PublicKey }
        : { Signature: sign(null, Buffer.from(asked.Message, 'base64'), key).toString('base64') }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(said))
  }
  const server = createServer((request, response) => void answer(request, response))
  const { url, stop } = await onLoopback(server)
  return {
    endpoint: url,
    stop,
  }
}
