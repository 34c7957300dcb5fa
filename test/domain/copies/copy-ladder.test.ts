import { describe, expect, it } from 'vitest'
import type { CheckpointMetadata, Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { type Copies, noCopies } from '../../../lambdas/domain/copies/copies.ts'
import { climb, type Expected } from '../../../lambdas/domain/copies/copy-ladder.ts'
import { DEFAULT_RETENTION } from '../../../lambdas/domain/copies/copy-retention.ts'
import type { SeenCopy, SeenStore } from '../../../lambdas/domain/copies/stored-copy.ts'
import { type Instant, instant } from '../../../lambdas/domain/instant.ts'
import type { U64 } from '../../../lambdas/domain/u64.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 10, 1)
const AT = instant(START)

function uuidAt(atMs: number): Uuid {
  const time = atMs.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000001` as Uuid
}

function checkpoint(atMs: number, part: Partial<CheckpointMetadata> = {}): CheckpointMetadata {
  return {
    uuid: uuidAt(atMs),
    identifier: null,
    fingerprint: '14128757731148314856' as U64,
    size: '7' as U64,
    steps: null,
    processed_records: null,
    ...part,
  }
}

function copy(atMs: number, part: Partial<SeenCopy> = {}): SeenCopy {
  const whole = { host: null, isListKnown: true, missing: [], damaged: [], changed: [], unverified: [] }
  return { checkpoint: checkpoint(atMs), ...whole, ...part }
}

function store(copies: readonly SeenCopy[], part: Partial<SeenStore> = {}): SeenStore {
  return { owner: null, copies, gone: [], damaged: [], unverified: [], ...part }
}

const EXPECTED: Expected = {
  checkpoints: new Map(),
  owner: null,
  retention: DEFAULT_RETENTION,
  staleAfterMs: null,
}

function after(stores: readonly SeenStore[], expected: Partial<Expected> = {}, at: Instant = AT) {
  let copies: Copies = noCopies(AT)
  let told: string[] = []
  for (const seen of stores) {
    const climbed = climb(copies, seen, { ...EXPECTED, ...expected }, at)
    copies = climbed.copies
    told = climbed.events.map(({ kind }) => kind)
  }
  return { copies, told }
}

const UNKNOWN = { unverified: [{ object: 'w0-a.feldera', why: 'storage format version 6' }] }

describe('a copy in a store', () => {
  it('climbs as far as it was seen to be whole', () => {
    expect(after([store([copy(START)])]).told).toEqual(['copy-synced', 'copy-verified'])
    expect(after([store([copy(START, UNKNOWN)])]).told).toEqual(['copy-synced'])
    expect(after([store([copy(START, UNKNOWN)]), store([copy(START)])]).told).toEqual(['copy-verified'])
  })

  it('never comes down because it could not be looked at', () => {
    const { copies, told } = after([store([copy(START)]), store([copy(START, UNKNOWN)])])
    expect(told).toEqual([])
    expect(copies.copies[0]?.rung).toBe('verified')
    expect(after([store([copy(START)]), store([])]).copies.copies).toHaveLength(1)
  })

  it('is told of once while it lacks the same objects, and again when it lacks another', () => {
    const lacking = (...missing: string[]) => store([copy(START, { missing })])
    expect(after([lacking('a')]).told).toEqual(['copy-synced', 'copy-incomplete'])
    expect(after([lacking('a'), lacking('a')]).told).toEqual([])
    expect(after([lacking('a'), lacking('a', 'b')]).told).toEqual(['copy-incomplete'])
    expect(after([lacking('a'), lacking(), lacking('a')]).told).toEqual(['copy-incomplete'])
  })

  it('is mended once nothing of it is missing or damaged any more, and not while what was damaged is missing', () => {
    const damaged = store([copy(START, { damaged: [{ object: 'a', what: 'cut' }] })])
    const lacking = (...missing: string[]) => store([copy(START, { missing })])
    expect(after([lacking('a', 'b'), lacking('a')]).told).toEqual([])
    expect(after([lacking('a'), lacking()]).told).toEqual(['copy-verified', 'copy-mended'])
    expect(after([damaged, lacking('a')]).told).toEqual(['copy-incomplete'])
    expect(after([damaged, store([copy(START)])]).told).toEqual(['copy-verified', 'copy-mended'])
    expect(after([damaged, lacking('a'), store([copy(START)])]).told).toEqual([
      'copy-verified',
      'copy-mended',
      'copy-mended',
    ])
  })

  it('that lacks thousands is told of once, by the first of them', () => {
    const many = store([copy(START, { missing: Array.from({ length: 3_000 }, (_, i) => `w0-${i}`) })])
    expect(after([many]).told).toEqual(['copy-synced', 'copy-incomplete'])
    expect(after([many, many]).told).toEqual([])
  })

  it('is not told of again for what could not be looked at meanwhile', () => {
    const bad = store([copy(START, { damaged: [{ object: 'a', what: 'cut' }] })])
    const withheld = store([copy(START, { unverified: [{ object: 'a', why: 'AccessDenied' }] })])
    expect(after([bad, withheld, bad]).told).toEqual([])
  })

  it('whose catalog says something else than the pipeline showed is damaged, and not synced', () => {
    const shown = (part: Partial<CheckpointMetadata>) => ({
      checkpoints: new Map([[uuidAt(START), checkpoint(START, part)]]),
    })
    const seen = store([copy(START)])
    expect(after([seen], shown({ fingerprint: '14128757731148314857' as U64 })).told).toEqual([
      'copy-corrupt',
    ])
    expect(after([seen], shown({ size: '8' as U64 })).copies.copies[0]?.rung).toBe('listed')
    expect(after([seen], shown({ size: null, steps: '9' as U64 })).told).toEqual([
      'copy-synced',
      'copy-verified',
    ])
  })

  it('that is gone is retired only beyond both bounds of Feldera’s retention', () => {
    const first = copy(START)
    const gone = { gone: [uuidAt(START)] }
    const newer = (count: number) => Array.from({ length: count }, (_, i) => copy(START + (i + 1) * 1_000))
    const told = (count: number, days: number, host: string | null = null) =>
      after(
        [
          store([{ ...first, host }]),
          store(
            newer(count).map((one) => ({ ...one, host })),
            gone,
          ),
        ],
        {},
        instant(START + days * DAY),
      ).told.filter((kind) => kind === 'copy-retired' || kind === 'copy-missing')
    expect(told(10, 31)).toEqual(['copy-retired'])
    expect(told(9, 31)).toEqual(['copy-missing'])
    expect(told(10, 29)).toEqual(['copy-missing'])
    // Clocks that differ by minutes lose nothing.
    expect(told(10, 30 - 5 / 1_440)).toEqual(['copy-retired'])
    // Of several hosts nothing is ever removed.
    expect(told(10, 31, '0')).toEqual(['copy-missing'])
  })

  it('that was missing and is listed again is mended, and synced again', () => {
    const { told, copies } = after([
      store([copy(START), copy(START + 1)]),
      store([copy(START + 1)], { gone: [uuidAt(START)] }),
      store([copy(START), copy(START + 1)]),
    ])
    expect(told).toEqual(['copy-mended', 'copy-synced', 'copy-verified'])
    expect(copies.missing).toEqual([])
  })
})

describe('a store', () => {
  it('whose newest copy is too old is late, once, also where there never was one', () => {
    const late = { staleAfterMs: DAY }
    expect(after([store([copy(START)])], late, instant(START + DAY)).told).not.toContain('copy-late')
    expect(after([store([copy(START)])], late, instant(START + DAY + 1)).told).toContain('copy-late')
    expect(after([store([]), store([])], late, instant(START + DAY + 1)).copies.isLate).toBe(true)
    expect(after([store([]), store([])], late, instant(START + DAY + 1)).told).toEqual([])
    expect(after([store([]), store([copy(START + DAY)])], late, instant(START + DAY + 1)).told).toEqual([
      'copy-synced',
      'copy-verified',
      'copy-mended',
    ])
  })

  it('that names another owner is told of, and one that names none is not', () => {
    const owned = (owner: string | null) => store([copy(START)], { owner })
    expect(after([owned('pipeline-1'), owned('pipeline-2')]).told).toEqual(['owner-changed'])
    expect(after([owned('pipeline-1'), owned('pipeline-2'), owned('pipeline-2')]).told).toEqual([])
    expect(after([owned('pipeline-1'), owned(null)]).told).toEqual([])
    expect(after([owned('pipeline-2')], { owner: 'pipeline-1' }).told).toContain('owner-changed')
    expect(after([owned('pipeline-1'), owned('pipeline-2'), owned('pipeline-1')]).told).toEqual([
      'copy-mended',
    ])
    expect(
      after([owned('pipeline-1'), owned('pipeline-2'), owned('pipeline-1'), owned('pipeline-2')]).told,
    ).toEqual(['owner-changed'])
  })

  it('whose catalog is damaged is told of once', () => {
    const broken = store([], { damaged: [{ object: 'checkpoints.feldera', what: 'it is no JSON' }] })
    expect(after([broken]).told).toEqual(['copy-corrupt'])
    expect(after([broken, broken]).told).toEqual([])
    expect(after([broken, store([])]).told).toEqual(['copy-mended'])
  })
})
