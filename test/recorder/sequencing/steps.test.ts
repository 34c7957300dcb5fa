import { describe, expect, it } from 'vitest'
import { createMemoryLedger } from '../../../lambdas/ledger/memory-ledger.ts'
import { entryKey } from '../../../lambdas/recorder/sequencing/noted-ledger.ts'
import { entriesOf, greatestOf, nextSteps } from '../../../lambdas/recorder/sequencing/steps.ts'
import { appendSome } from '../../support/logging.ts'

const from = (watermarks: { readonly [ledger: string]: number }) => (ledger: string) =>
  watermarks[ledger] ?? 0

describe('the next step of the log', () => {
  it.each([
    ['nothing where all is in', { 'prod/a': 3 }, { 'prod/a': 3 }, []],
    ['nothing where a head is older than what is in', { 'prod/a': 2 }, { 'prod/a': 3 }, []],
    ['what lies behind the watermark', { 'prod/a': 4 }, { 'prod/a': 3 }, ['prod/a 4-4']],
    [
      'pipelines by name, and recorders behind all of them',
      { 'recorder/1': 1, 'prod/b': 1, 'recorder/0': 1, 'zoo/recorder/': 1, 'prod/a': 1 },
      {},
      ['prod/a 1-1', 'prod/b 1-1', 'zoo/recorder/ 1-1', 'recorder/0 1-1', 'recorder/1 1-1'],
    ],
    ['at most 2,000 entries', { 'prod/a': 2_001 }, {}, ['prod/a 1-2000']],
    ['no ledger for which no room is left', { 'prod/a': 2_000, 'prod/b': 1 }, {}, ['prod/a 1-2000']],
    [
      'of the last ledger what still has room',
      { 'prod/a': 1_500, 'prod/b': 90, 'prod/c': 1_000, 'prod/d': 1 },
      { 'prod/a': 100 },
      ['prod/a 101-1500', 'prod/b 1-90', 'prod/c 1-510'],
    ],
  ])('takes %s', (_what, heads, watermarks, expected) => {
    const steps = nextSteps(new Map(Object.entries(heads)), from(watermarks))
    expect(steps.map(({ ledger, from: first, to }) => `${ledger} ${first}-${to}`)).toEqual(expected)
  })
})

it('goes by the greatest watermark, whichever shard it is of', () => {
  const watermarkOf = greatestOf(
    new Map([
      ['0', new Map([['prod/a', 3]])],
      ['1', new Map([['prod/a', 5]])],
      ['2', new Map([['prod/b', 9]])],
    ]),
  )
  expect(['prod/a', 'prod/b', 'prod/c'].map(watermarkOf)).toEqual([5, 9, 0])
})

describe('the entries of a step', () => {
  async function recorded(count: number) {
    const ledger = createMemoryLedger()
    const all = await appendSome(ledger, 'prod/a', count)
    const reads: string[] = []
    const noting: typeof ledger = {
      ...ledger,
      readForward: async (name, seq, limit) => {
        reads.push(`${seq} +${limit}`)
        return ledger.readForward(name, seq, limit)
      },
    }
    return { ledger: noting, bodies: all.map(({ entry }) => entry.body), all, reads }
  }
  const textsOf = (entries: readonly Uint8Array[]) => entries.map((bytes) => Buffer.from(bytes).toString())

  it('are read a hundred at a time, and no further than the step goes', async () => {
    const { ledger, bodies, reads } = await recorded(206)
    const entries = await entriesOf(ledger, [{ ledger: 'prod/a', from: 2, to: 205 }], { appended: new Map() })
    expect(textsOf(entries)).toEqual(bodies.slice(1, 205))
    expect(reads).toEqual(['2 +100', '102 +100', '202 +4'])
  })

  it('are not read where the run has just appended them itself', async () => {
    const { ledger, bodies, all, reads } = await recorded(4)
    const noted = (from: number) => ({
      appended: new Map(all.slice(from).map(({ entry }) => [entryKey('prod/a', entry.seq), entry])),
    })
    const step = { ledger: 'prod/a', from: 1, to: 4 }
    expect(textsOf(await entriesOf(ledger, [step], noted(0)))).toEqual(bodies)
    expect(reads).toEqual([])
    expect(textsOf(await entriesOf(ledger, [step], noted(1)))).toEqual(bodies)
    expect(reads).toEqual(['1 +4'])
  })

  it('are all there, or nothing is sequenced', async () => {
    const { ledger } = await recorded(3)
    const step = { ledger: 'prod/a', from: 2, to: 4 }
    await expect(entriesOf(ledger, [step], { appended: new Map() })).rejects.toThrow('prod/a 4: the entry')
    const holed = { ...ledger, readForward: async () => ledger.readForward('prod/a', 3, 1) }
    await expect(entriesOf(holed, [step], { appended: new Map() })).rejects.toThrow('prod/a 2: the entry')
  })
})
