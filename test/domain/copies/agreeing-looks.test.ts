import { describe, expect, it } from 'vitest'
import type { CheckpointMetadata, Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { agreed, isSuspicious } from '../../../lambdas/domain/copies/agreeing-looks.ts'
import { rungOf, type SeenCopy, type SeenStore } from '../../../lambdas/domain/copies/stored-copy.ts'
import type { U64 } from '../../../lambdas/domain/u64.ts'

const UUID = '019e4708-bac8-7c10-b2f7-5cb248871905' as Uuid
const CHECKPOINT: CheckpointMetadata = {
  uuid: UUID,
  identifier: null,
  fingerprint: '1' as U64,
  size: null,
  steps: null,
  processed_records: null,
}
const WHOLE: SeenCopy = {
  checkpoint: CHECKPOINT,
  host: null,
  isListKnown: true,
  missing: [],
  damaged: [],
  changed: [],
  unverified: [],
}

function store(copy: Partial<SeenCopy> | null, part: Partial<SeenStore> = {}): SeenStore {
  return {
    owner: null,
    copies: copy === null ? [] : [{ ...WHOLE, ...copy }],
    gone: [],
    damaged: [],
    unverified: [],
    ...part,
  }
}

const bad = (object: string) => ({ object, what: 'cut' })

describe('two looks', () => {
  it('that show the same are believed', () => {
    const seen = store(
      { missing: ['a'], damaged: [bad('b')], changed: ['c'] },
      { gone: [UUID], damaged: [bad('d')] },
    )
    expect(agreed(seen, seen)).toEqual(seen)
  })

  it.each([
    ['missing', { missing: ['a', 'b'] }, { missing: ['b', 'c'] }, { missing: ['b'] }],
    ['damaged', { damaged: [bad('a')] }, { damaged: [bad('c')] }, { damaged: [] }],
    ['changed', { changed: ['a'] }, { changed: ['c'] }, { changed: [] }],
  ] as const)(
    'agree on what is %s in both, and what only the later one shows is not verified',
    (_kind, first, again, both) => {
      const [copy] = agreed(store(first), store(again)).copies
      expect(copy).toMatchObject({ ...both, unverified: [{ object: 'c' }] })
      expect(copy === undefined ? undefined : rungOf(copy)).not.toBe('verified')
    },
  )

  it('of which only the later one lacks an object do not call the copy complete', () => {
    const [copy] = agreed(store({}), store({ missing: ['c'] })).copies
    expect(copy === undefined ? undefined : rungOf(copy)).toBe('synced')
  })

  it('believe nothing bad of a copy that the first did not list', () => {
    expect(agreed(store(null), store({ missing: ['c'] })).copies[0]?.missing).toEqual([])
  })

  it('do not call gone what only one of them lacks', () => {
    expect(agreed(store({}), store(null, { gone: [UUID] })).gone).toEqual([])
  })

  it('believe damage of a catalog only together', () => {
    const seen = agreed(store({}), store({}, { damaged: [bad('checkpoints.feldera')] }))
    expect(seen).toMatchObject({ damaged: [], unverified: [{ object: 'checkpoints.feldera' }] })
  })

  it('tell apart the copies of several hosts', () => {
    const on = (host: string, missing: readonly string[]) => ({ ...WHOLE, host, missing })
    const first = { ...store(null), copies: [on('0', ['a']), on('1', [])] }
    const again = { ...store(null), copies: [on('0', ['a']), on('1', ['a'])] }
    expect(agreed(first, again).copies.map(({ missing }) => missing)).toEqual([['a'], []])
  })

  it('agree on what all of it lacks only where both lack all of that', () => {
    const seen = (first: readonly string[], again: readonly string[]) =>
      agreed(store({ missing: first }), store({ missing: again })).copies[0]
    expect(seen(['a', 'b'], ['a', 'b'])?.isListKnown).toBe(true)
    expect(seen(['a'], ['a', 'b'])?.isListKnown).toBe(false)
    expect(seen(['a'], ['b'])?.unverified).toEqual([
      { object: 'b', why: 'one look shows it otherwise than the next: it is being written or removed' },
    ])
  })

  it('of which one copy alone is faulty are as suspicious as if all were', () => {
    expect(isSuspicious({ ...store(null), copies: [WHOLE, { ...WHOLE, missing: ['a'] }] })).toBe(true)
  })

  it('are not made where the first shows nothing bad', () => {
    expect(isSuspicious(store({ unverified: [{ object: 'a', why: 'version 6' }] }))).toBe(false)
    for (const seen of [
      store({ missing: ['a'] }),
      store({ damaged: [bad('a')] }),
      store({ changed: ['a'] }),
      store({}, { gone: [UUID] }),
      store({}, { damaged: [bad('a')] }),
    ])
      expect(isSuspicious(seen)).toBe(true)
  })
})
