import { describe, expect, it } from 'vitest'
import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import { checkpoint, NEXT_FINGERPRINT, u64 } from '../support/listings.ts'
import { configuration, recording } from '../support/recording.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e']
const A = checkpoint(0)
const MASKED = { ...A, fingerprint: u64(String(BigInt(A.fingerprint) & ((1n << 53n) - 1n))) }
const CHANGED = { ...A, fingerprint: NEXT_FINGERPRINT }

/** Five pipelines; `masked` of them show their fingerprint masked to 53 bits, `changed` of them another one. */
async function after({ masked, changed = 0 }: { masked: number; changed?: number }) {
  const world = recording(configuration(NAMES, { confirmAfterMs: [5_000] }))
  for (const name of NAMES) world.script(name, [A])
  await world.run()
  for (const [i, name] of NAMES.entries())
    world.script(name, [i < masked ? MASKED : i < masked + changed ? CHANGED : A])
  const result = await world.run()
  const heads = await Promise.all(NAMES.map((name) => world.ledger.head(`prod/${name}`)))
  return { result, heads, run: await world.ledger.head('recorder/0') }
}

describe('fingerprints that are only written otherwise', () => {
  it('on most pipelines of a source at once are one warning, and recorded in each', async () => {
    const { result, heads, run } = await after({ masked: 4, changed: 1 })
    expect(result.events).toMatchObject({ 'fingerprint-changed': 5, 'fingerprint-format-changed': 1 })
    expect(heads[0]?.entry.events).toMatchObject([
      { kind: 'fingerprint-changed', severity: 'silent', data: { format: 'masked-53' } },
    ])
    expect(run?.entry.events.map(({ kind }) => kind)).toEqual([
      'fingerprint-format-changed',
      'alert-raised',
      'run-completed',
    ])
    expect(run?.entry.events[0]?.data).toMatchObject({
      source: 'prod',
      count: '4',
      pipelines: ['a', 'b', 'c', 'd'],
    })
    // What is really another one is told as such.
    expect(heads[4]?.entry.events[0]).toMatchObject({ severity: 'critical', data: {} })
    expect(heads[4]?.state.alerts).toHaveLength(1)
  })

  it('in new checkpoints, where those of before have rotated away, are the same one warning', async () => {
    const [B, C] = [checkpoint(60, MASKED), checkpoint(120, MASKED)]
    const world = recording(configuration(NAMES, { confirmAfterMs: [] }))
    for (const name of NAMES) world.script(name, [A])
    await world.run()
    for (const name of NAMES)
      world.script(name, [
        { ...B, uuid: checkpoint(60).uuid },
        { ...C, uuid: checkpoint(120).uuid },
      ])
    expect((await world.run()).events).toMatchObject({ 'fingerprint-format-changed': 1, 'alert-raised': 1 })
  })

  it.each([
    ['list no checkpoint', []],
    ['cannot be seen', 'timeout'],
  ] as const)('are one warning also where most pipelines of the source %s', async (_, others) => {
    const silent = Array.from({ length: 6 }, (_, i) => `silent${i}`)
    const world = recording(configuration([...NAMES, ...silent], { confirmAfterMs: [] }))
    for (const name of NAMES) world.script(name, [A])
    for (const name of silent) world.script(name, others)
    await world.run()
    for (const name of NAMES) world.script(name, [MASKED])
    expect((await world.run()).events).toMatchObject({ 'fingerprint-format-changed': 1, 'alert-raised': 1 })
  })

  describe('of one that was not seen when the others of its source changed', () => {
    const LATE = 'late'

    /** What its entry tells when it is seen again so much later, with this list. */
    async function told(seconds: number, list: readonly CheckpointMetadata[]) {
      const world = recording(configuration([...NAMES, LATE], { confirmAfterMs: [] }))
      for (const name of [...NAMES, LATE]) world.script(name, [A])
      await world.run()
      for (const name of NAMES) world.script(name, [MASKED])
      world.script(LATE, 'timeout')
      await world.run()
      world.pass(seconds)
      world.script(LATE, list)
      await world.run()
      return (await world.ledger.head(`prod/${LATE}`))?.entry.events[0]
    }

    it('are told by the one warning before', async () => {
      const format = { severity: 'silent', data: { format: 'masked-53' } }
      expect(await told(60, [MASKED])).toMatchObject({ kind: 'fingerprint-changed', ...format })
    })

    it.each([
      ['more than a day later', 86_500, MASKED],
      ['in another form', 60, { ...A, fingerprint: u64(String(BigInt(Number(A.fingerprint)))) }],
      ['that really changed', 60, CHANGED],
    ] as const)('are changes like any other %s', async (_, seconds, one) => {
      expect(await told(seconds, [one])).toMatchObject({ kind: 'fingerprint-changed', severity: 'critical' })
    })
  })

  it('on a few of many are changes like any other', async () => {
    const many = Array.from({ length: 7 }, (_, i) => `p${i}`)
    const world = recording(configuration(many, { confirmAfterMs: [] }))
    for (const name of many) world.script(name, [A])
    await world.run()
    for (const name of many.slice(0, 3)) world.script(name, [MASKED])
    expect((await world.run()).events).toMatchObject({ 'fingerprint-changed': 3, 'alert-raised': 3 })
  })

  it.each([1, 2])('on %i are changes like any other, though there are no more', async (count) => {
    const few = NAMES.slice(0, count)
    const world = recording(configuration(few, { confirmAfterMs: [] }))
    for (const name of few) world.script(name, [A])
    await world.run()
    for (const name of few) world.script(name, [MASKED])
    expect((await world.run()).events).toMatchObject({ 'alert-raised': count })
  })

  it('on one or two are changes like any other', async () => {
    const { heads, run } = await after({ masked: 2 })
    expect(heads[0]?.entry.events[0]).toMatchObject({ severity: 'critical' })
    expect(run?.entry.events.map(({ kind }) => kind)).toEqual(['run-completed'])
  })
})
