import { generateKeyPairSync, sign } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createKmsSigner } from '../../../../lambdas/archive/log/notes/kms-signer.ts'
import { openNote, signNote } from '../../../../lambdas/archive/log/notes/note.ts'
import { formatVkey, parseVkey } from '../../../../lambdas/archive/log/notes/verifier-key.ts'
import { createLoopbacks, type Loopback, type Loopbacks } from '../../../recorder/feldera/loopback.ts'

let loopbacks: Loopbacks
beforeEach(() => {
  loopbacks = createLoopbacks()
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
})
afterEach(() => {
  loopbacks.close()
  vi.unstubAllEnvs()
})

/** What KMS says instead. */
interface Answers {
  readonly key?: { readonly PublicKey: string | null }
  readonly sign?: { readonly Signature: null }
}

/** As much of KMS as a signer asks: its key and a signature, as the service answers. */
async function actingAsKms(answers: Answers = {}): Promise<Loopback> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const answerTo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const asked = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const isSign = String(request.headers['x-amz-target']).endsWith('.Sign')
    const isOther = asked.KeyId !== 'key-1'
    if (
      isOther ||
      (isSign && (asked.MessageType !== 'RAW' || asked.SigningAlgorithm !== 'ED25519_SHA_512'))
    ) {
      response.writeHead(400).end('{}')
      return
    }
    const answer = isSign
      ? { Signature: sign(null, Buffer.from(asked.Message, 'base64'), privateKey).toString('base64') }
      : { PublicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') }
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify({ ...answer, ...(isSign ? answers.sign : answers.key) }))
  }
  const server = await loopbacks.serve((request, response) => void answerTo(request, response))
  vi.stubEnv('AWS_ENDPOINT_URL_KMS', server.url)
  return server
}

it('signs what anybody can verify with the key that KMS names', async () => {
  const server = await actingAsKms()
  const signer = createKmsSigner({ keyId: 'key-1', name: 'log.example' })
  const { publicKey } = await signer()
  const note = await signNote('log.example\n1\n', await signer())
  expect(openNote(note, parseVkey(formatVkey('log.example', publicKey)))).toEqual({
    text: 'log.example\n1\n',
  })
  const targets = server.requests.map(({ headers }) => headers['x-amz-target'])
  // The key is asked for once.
  expect(targets).toEqual(['TrentService.GetPublicKey', 'TrentService.Sign'])
})

it('asks KMS nothing before it is needed', async () => {
  const server = await actingAsKms()
  createKmsSigner({ keyId: 'key-1', name: 'log.example' })
  expect(server.requests).toEqual([])
})

it.each([
  ['no key at all', null],
  ['less than a key', Buffer.alloc(31, 7).toString('base64')],
])('takes %s for no key', async (_what, PublicKey) => {
  await actingAsKms({ key: { PublicKey } })
  const signer = createKmsSigner({ keyId: 'key-1', name: 'log.example' })
  await expect(signer()).rejects.toThrow('KMS answered without a public key')
})

it('takes a raw key as it is', async () => {
  const raw = Buffer.alloc(32, 7)
  await actingAsKms({ key: { PublicKey: raw.toString('base64') } })
  const { publicKey } = await createKmsSigner({ keyId: 'key-1', name: 'log.example' })()
  expect(Buffer.from(publicKey)).toEqual(raw)
})

it('signs nothing where KMS answers without a signature', async () => {
  await actingAsKms({ sign: { Signature: null } })
  const { sign: signed } = await createKmsSigner({ keyId: 'key-1', name: 'log.example' })()
  await expect(signed(Buffer.from('x'))).rejects.toThrow('key-1: KMS answered without a signature')
})
