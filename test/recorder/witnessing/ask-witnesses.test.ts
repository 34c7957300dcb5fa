import type { IncomingMessage, RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkpointText } from '../../../lambdas/archive/log/notes/checkpoint.ts'
import { openCosignature } from '../../../lambdas/archive/log/notes/cosignature.ts'
import { signNote } from '../../../lambdas/archive/log/notes/note.ts'
import { parseVkey } from '../../../lambdas/archive/log/notes/verifier-key.ts'
import { leafHash } from '../../../lambdas/archive/log/tree/hashes.ts'
import { exchange } from '../../../lambdas/recorder/feldera/http.ts'
import type { RecorderLine } from '../../../lambdas/recorder/log.ts'
import { createAskWitnesses } from '../../../lambdas/recorder/witnessing/ask-witnesses.ts'
import { createWitnessing } from '../../../lambdas/recorder/witnessing/witnessing.ts'
import { type Answered, addCheckpoint } from '../../../lambdas/witness/witness.ts'
import { T0 } from '../../support/listings.ts'
import { logging } from '../../support/logging.ts'
import { configuration, recording } from '../../support/recording.ts'
import { witnessOf } from '../../support/witnessing.ts'
import { createLoopbacks, type Loopback, type Loopbacks } from '../feldera/loopback.ts'

let loopbacks: Loopbacks
beforeEach(() => {
  loopbacks = createLoopbacks()
})
afterEach(() => loopbacks.close())

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

const STATUS = {
  cosigned: 200,
  malformed: 400,
  'unknown-log': 404,
  'not-signed': 403,
  conflict: 409,
  inconsistent: 422,
}

function bodyOf(answered: Answered): string {
  if (answered.kind === 'cosigned')
    return `— other.example/w ${Buffer.alloc(76).toString('base64')}\n${answered.line}\n`
  return answered.kind === 'conflict' ? `${answered.size}\n` : ''
}

/** A log of the sequencer, a witness that knows it, and who asks over real HTTP; `instead` answers in its place. */
async function witnessed(instead?: RequestListener) {
  const log = logging()
  const witness = witnessOf([parseVkey(log.signer.vkey)])
  const server: Loopback = await loopbacks.serve((request, response) => {
    if (instead !== undefined) return instead(request, response)
    void textOf(request)
      .then((body) => addCheckpoint(witness.ports, body))
      .then((answered) => response.writeHead(STATUS[answered.kind]).end(bodyOf(answered)))
  })
  const lines: RecorderLine[] = []
  const clock = { now: () => T0, sleep: async () => {} }
  const create = () =>
    createAskWitnesses({
      archive: log.archive,
      witnesses: [{ key: witness.key, url: server.url }],
      key: async () => parseVkey(log.signer.vkey),
      clock,
      log: (line) => void lines.push(line),
      exchange: (request) =>
        exchange({ agents: loopbacks.agents, clock, limits: { answerMs: 300, bodyBytes: 1_000 } }, request),
    })
  const ask = create()
  const grow = async (entries: number) => {
    await log.append('prod/a', entries)
    await log.sequence()
  }
  const kept = () => [...log.archive.objects.keys()].filter((name) => name.startsWith('cosignatures/'))
  return { log, witness, server, lines, grow, kept, create, ask: () => ask({ lockForMs: 1_000 }) }
}

describe('the witnesses of a log', () => {
  it('are shown each tree, and what they say is kept beside it, locked', async () => {
    const { log, witness, grow, ask, kept, server, lines } = await witnessed()
    for (const entries of [3, 1, 300]) {
      await grow(entries)
      await ask()
    }
    expect(lines).toEqual([])
    const names = kept()
    expect(names.map((name) => name.split('/')[1])).toEqual(['3', '4', '304'])
    for (const name of names) {
      const note = log.archive.objects.get(name) ?? new Uint8Array()
      const signed = Buffer.from(
        log.archive.objects.get(`checkpoints/${name.split('/')[1]}`) ?? [],
      ).toString()
      expect(Buffer.from(note).toString().startsWith(signed)).toBe(true)
      expect(openCosignature(note, witness.key)).toMatchObject({ atSeconds: BigInt(T0) / 1_000n })
      expect(name).toMatch(/^cosignatures\/\d+\/[0-9a-f]{8}\.\d+$/)
      expect(log.archive.unlocked).not.toContain(name)
    }
    // It is remembered how far each witness is: one question a tree.
    expect(server.requests).toHaveLength(3)
  })

  it('are asked once more where it is not known how far they are', async () => {
    const { grow, ask, create, kept, server } = await witnessed()
    await grow(3)
    await ask()
    await grow(5)
    await create()({ lockForMs: 1 })
    expect(kept()).toHaveLength(2)
    expect(server.requests).toHaveLength(3)
  })

  it('that were away for some trees are shown the newest', async () => {
    const { grow, ask, kept } = await witnessed()
    await grow(3)
    await ask()
    await grow(3)
    await grow(3)
    await ask()
    expect(kept().map((name) => name.split('/')[1])).toEqual(['3', '9'])
  })

  it.each<[string, RequestListener, string]>([
    ['answers nothing', () => {}, 'timeout'],
    ['breaks the connection', (request) => request.socket.destroy(), 'network'],
    ['fails', (_request, response) => response.writeHead(503).end(), 'status 503'],
    ['knows no such log', (_request, response) => response.writeHead(404).end(), 'status 404'],
    [
      'redirects',
      (_request, response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
      'status 307',
    ],
    [
      'answers with too much',
      (_request, response) => response.writeHead(200).end('x'.repeat(2_000)),
      'too-large',
    ],
    [
      'answers with what is no cosignature',
      (_request, response) => response.writeHead(200).end('— a AAAA\n'),
      'no cosignature',
    ],
    [
      'moves with every question',
      (_request, response) => response.writeHead(409).end(`${Math.floor(Math.random() * 3)}\n`),
      '',
    ],
  ])('one that %s is said, and nothing of it is kept', async (_what, instead, why) => {
    const { grow, ask, kept, lines } = await witnessed(instead)
    await grow(3)
    await ask()
    expect(kept()).toEqual([])
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      name: expect.stringMatching(/^(witness-silent|witnessing-failed)$/),
      ...(why === '' ? {} : { why: expect.stringContaining(why) }),
    })
  })

  it('say that the log was rolled back, where they have seen more than the archive has', async () => {
    const { log, grow, ask, lines } = await witnessed()
    await grow(3)
    const before = log.archive.objects.get('checkpoint')
    await grow(3)
    await ask()
    if (before !== undefined) log.archive.objects.set('checkpoint', before)
    await ask()
    expect(lines).toEqual([
      expect.objectContaining({ name: 'log-forked', size: '3', why: expect.stringContaining('6 entries') }),
    ])
  })

  it('say that the log was forked, where they have seen another tree', async () => {
    const { log, witness, grow, ask, lines, kept } = await witnessed()
    await grow(3)
    const text = checkpointText({ origin: log.signer.name, size: 2n, root: leafHash(Buffer.from('other')) })
    const note = await signNote(text, log.signer)
    await addCheckpoint(witness.ports, `old 0\n\n${note}`)
    await ask()
    expect(lines).toEqual([
      expect.objectContaining({ name: 'log-forked', why: expect.stringContaining('refuses the proof') }),
    ])
    expect(kept()).toEqual([])
  })

  it('are asked nothing where nothing is signed', async () => {
    const { ask, server, lines } = await witnessed()
    await ask()
    expect(server.requests).toEqual([])
    expect(lines).toEqual([])
  })

  it('on this machine itself are not reached from a function', async () => {
    const { log, witness, server, grow } = await witnessed()
    await grow(1)
    const lines: RecorderLine[] = []
    await createWitnessing({
      archive: log.archive,
      witnesses: [{ key: witness.key, url: server.url }],
      signer: async () => log.signer,
      clock: { now: () => T0, sleep: async () => {} },
      log: (line) => void lines.push(line),
      loopback: false,
    })({ lockForMs: 1 })
    expect(server.requests).toEqual([])
    expect(lines).toEqual([
      expect.objectContaining({ name: 'witness-silent', why: expect.stringContaining('ADDRESS_REFUSED') }),
    ])
  })
})

describe('a run', () => {
  it('is whole, and said to be, before a witness is asked', async () => {
    const order: string[] = []
    const source = recording(configuration(['orders']), ({ log }) => ({
      log: (line) => {
        order.push(line.name)
        log(line)
      },
      sequence: async () => void order.push('sequenced'),
      witness: async ({ lockForMs }) => void order.push(`asked ${lockForMs > 0}`),
    }))
    source.script('orders', [])
    await source.run()
    expect(order.slice(-3)).toEqual(['sequenced', 'run-completed', 'asked true'])
  })

  it('that ends with its time asks nobody any more', async () => {
    let asked = 0
    const source = recording(configuration(['orders']), () => ({
      witness: async () => {
        asked += 1
      },
    }))
    source.script('orders', [])
    await source.run({ beginUntilMs: T0 - 1 })
    expect(asked).toBe(0)
  })
})
