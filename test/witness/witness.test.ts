import { describe, expect, it } from 'vitest'
import { addCheckpointText, parseAddCheckpoint } from '../../lambdas/archive/log/notes/add-checkpoint.ts'
import { checkpointText } from '../../lambdas/archive/log/notes/checkpoint.ts'
import { openCosignature } from '../../lambdas/archive/log/notes/cosignature.ts'
import { signNote } from '../../lambdas/archive/log/notes/note.ts'
import { parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import { readTileOrGrown } from '../../lambdas/archive/log/stored-tile.ts'
import { EMPTY_ROOT, leafHash } from '../../lambdas/archive/log/tree/hashes.ts'
import { consistencyProof } from '../../lambdas/archive/log/tree/proof.ts'
import { addCheckpoint } from '../../lambdas/witness/witness.ts'
import { made, madeLog } from '../audit/made-log.ts'
import { witnessOf } from '../support/witnessing.ts'

/** A log of 5, then 8, then 300 entries, and what is asked of a witness about it. */
async function asking() {
  const entries = made(Array.from({ length: 300 }, (_, i) => ['prod/orders', i] as const))
  const log = await madeLog(entries.slice(0, 5), entries.slice(5, 8), entries.slice(8))
  const noteAt = (size: bigint) =>
    Buffer.from(log.archive.objects.get(`checkpoints/${size}`) ?? []).toString()
  const asked = async (
    from: bigint,
    to: bigint,
    given: Partial<{ note: string; proof: Uint8Array[] }> = {},
  ) =>
    addCheckpointText({
      oldSize: from,
      proof:
        from === 0n || from >= to
          ? []
          : await consistencyProof((id) => readTileOrGrown(log.archive, id), from, to),
      note: noteAt(to),
      ...given,
    })
  const witness = witnessOf([parseVkey(log.signer.vkey)])
  return { log, noteAt, asked, ...witness, ask: (body: string) => addCheckpoint(witness.ports, body) }
}

describe('a witness', () => {
  it('cosigns a log as it grows, from nothing on', async () => {
    const { ask, asked, key, noteAt } = await asking()
    for (const [from, to] of [
      [0n, 5n],
      [5n, 8n],
      [8n, 300n],
      [300n, 300n],
    ] as const) {
      const answered = await ask(await asked(from, to))
      if (answered.kind !== 'cosigned') throw new Error(answered.kind)
      expect(openCosignature(`${noteAt(to)}${answered.line}\n`, key)).toMatchObject({
        text: noteAt(to).split('\n\n')[0] + '\n',
      })
    }
  })

  it('tells whoever guesses wrong what it has cosigned', async () => {
    const { ask, asked } = await asking()
    expect(await ask(await asked(5n, 8n))).toEqual({ kind: 'conflict', size: 0n })
    await ask(await asked(0n, 8n))
    expect(await ask(await asked(5n, 300n))).toEqual({ kind: 'conflict', size: 8n })
    expect(await ask(await asked(0n, 300n))).toEqual({ kind: 'conflict', size: 8n })
  })

  it('never goes back to a smaller tree', async () => {
    const { ask, asked, trees, log } = await asking()
    await ask(await asked(0n, 300n))
    expect(await ask(await asked(0n, 8n))).toEqual({ kind: 'conflict', size: 300n })
    expect((await ask(await asked(300n, 8n))).kind).toBe('malformed')
    expect((await trees.read(log.signer.name))?.size).toBe(300n)
  })

  it('refuses another tree of the same size, though the log has signed it, and says so', async () => {
    const { ask, asked, log, said, trees } = await asking()
    await ask(await asked(0n, 8n))
    const origin = log.signer.name
    const forged = checkpointText({ origin, size: 8n, root: leafHash(Buffer.from('another')) })
    const note = await signNote(forged, log.signer)
    expect(await ask(addCheckpointText({ oldSize: 8n, proof: [], note }))).toEqual({
      kind: 'conflict',
      size: 8n,
    })
    const kept = await trees.read(origin)
    expect(said).toEqual([{ name: 'log-forked', cosigned: kept?.note, refused: note }])
  })

  it('refuses a larger tree that does not go on from what it has cosigned, and says so', async () => {
    const { ask, asked, log, said } = await asking()
    await ask(await asked(0n, 5n))
    const forged = checkpointText({ origin: log.signer.name, size: 8n, root: leafHash(Buffer.from('x')) })
    const note = await signNote(forged, log.signer)
    expect(await ask(await asked(5n, 8n, { note }))).toEqual({ kind: 'inconsistent' })
    // The true tree without its proof is none either.
    expect(await ask(await asked(5n, 8n, { proof: [] }))).toEqual({ kind: 'inconsistent' })
    expect(said.map(({ name }) => name)).toEqual(['log-forked', 'log-forked'])
    expect((await ask(await asked(5n, 8n))).kind).toBe('cosigned')
  })

  it('refuses a proof where there is nothing to prove', async () => {
    const { ask, asked } = await asking()
    expect(await ask(await asked(0n, 5n, { proof: [Uint8Array.from(EMPTY_ROOT)] }))).toEqual({
      kind: 'inconsistent',
    })
  })

  it('knows no other log, and believes no other key', async () => {
    const { ask, asked, log } = await asking()
    const stranger = await madeLog(made([['prod/a', 0]]))
    const note = Buffer.from(stranger.archive.objects.get('checkpoint') ?? []).toString()
    expect(await ask(addCheckpointText({ oldSize: 0n, proof: [], note }))).toEqual({ kind: 'not-signed' })
    const text = checkpointText({ origin: 'elsewhere.example', size: 1n, root: EMPTY_ROOT })
    const other = await signNote(text, { ...log.signer, name: 'elsewhere.example' })
    expect(await ask(addCheckpointText({ oldSize: 0n, proof: [], note: other }))).toEqual({
      kind: 'unknown-log',
    })
    expect((await ask(await asked(0n, 5n))).kind).toBe('cosigned')
  })

  it('cosigns one of two that are asked at once, and tells the other', async () => {
    const { asked, ports, trees } = await asking()
    // Both have read before either has put.
    const stale = { ...ports, trees: { ...trees, read: async () => undefined } }
    const answers = [
      await addCheckpoint(stale, await asked(0n, 5n)),
      await addCheckpoint(stale, await asked(0n, 8n)),
    ]
    expect(answers.map(({ kind }) => kind)).toEqual(['cosigned', 'conflict'])
  })

  it('keeps what it cosigns before anybody has the cosignature', async () => {
    const { asked, ports, trees, log } = await asking()
    const dead = { ...ports, signer: () => Promise.reject(new Error('the key is away')) }
    await expect(addCheckpoint(dead, await asked(0n, 8n))).rejects.toThrow('the key is away')
    expect((await trees.read(log.signer.name))?.size).toBe(8n)
    expect((await addCheckpoint(ports, await asked(8n, 8n))).kind).toBe('cosigned')
  })

  it.each([
    ['', 'no empty line'],
    ['new 1\n\n', 'no old size'],
    ['old 01\n\nx', 'no old size'],
    ['old 1\nAAAA\n\nx', 'no hash'],
    [`old 1\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(64)}\nx`, '64 hashes'],
    ['old 1\n\nno note', 'no newline'],
  ])('takes no request that is none: %j', async (body, why) => {
    const { ask } = await asking()
    expect(await ask(body)).toMatchObject({ kind: 'malformed', why: expect.stringContaining(why) })
  })
})

// transparency-dev/witness's own log "monkeys" (Apache-2.0).
const MONKEYS = 'monkeys+db4d9f7e+AULaJMvTtDLHPUcUrjdDad9vDlh/PTfC2VV60JUtCfWT'
const FIVE =
  'monkeys\n5\n41smjBUiAU70EtKlT6lIOIYtRTYxYXsDB+XHfcvu/BE=\n\n— monkeys 202fftzGl3LVoqjXfwCFZZXs8I+5G22+Ek2K0AOyBuSJ/8/CZawNF+6fNlTKOCd622pbzJNkkJFWuw9DbicZCkEx9AY=\n'
const EIGHT =
  'monkeys\n8\nV8K9aklZ4EPB+RMOk1/8VsJUdFZR77GDtZUQq84vSbo=\n\n— monkeys 202ffoUEboiQYpHzICeaFmoy3RNviHTpAxYrq/eO4QQVQMvu9UebKBMX2MJC76NLthZaKsnKbCA8GxrjePZhvDCH7Ag=\n'
const PROOF = [
  'b9e1d62618f7fee8034e4c5010f727ab24d8e4705cb296c374bf2025a87a10d2',
  'aac66cd7a79ce4012d80762fe8eec3a77f22d1ca4145c3f4cee022e7efcd599d',
  '89d0f753f66a290c483b39cd5e9eafb12021293395fad3d4a2ad053cfbcfdc9e',
  '29e40bb79c966f4c6fe96aff6f30acfce5f3e8d84c02215175d6e018a5dee833',
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')))

describe('the log of the reference witness', () => {
  it('is cosigned from its size 5 to its size 8, as the reference does', async () => {
    const { ports } = witnessOf([parseVkey(MONKEYS)])
    const ask = (oldSize: bigint, note: string, proof: readonly Uint8Array[]) =>
      addCheckpoint(ports, addCheckpointText({ oldSize, proof, note }))
    expect((await ask(0n, FIVE, [])).kind).toBe('cosigned')
    expect(await ask(5n, EIGHT, PROOF.toReversed())).toEqual({ kind: 'inconsistent' })
    expect((await ask(5n, EIGHT, PROOF)).kind).toBe('cosigned')
  })

  it('is asked for in the words of the specification', () => {
    const text = addCheckpointText({ oldSize: 5n, proof: PROOF, note: EIGHT })
    expect(text.split('\n').slice(0, 2)).toEqual(['old 5', 'ueHWJhj3/ugDTkxQEPcnqyTY5HBcspbDdL8gJah6ENI='])
    expect(parseAddCheckpoint(text)).toEqual({ oldSize: 5n, proof: PROOF, note: EIGHT })
  })
})
