import { describe, expect, it } from 'vitest'
import { type Draft, MAX_ENTRY_BYTES } from '../../lambdas/domain/entry.ts'
import type { EventData, EventKind, LedgerEvent } from '../../lambdas/domain/event.ts'
import { fieldsOf } from '../../lambdas/domain/event-data.ts'
import { type Sealed, sealAll } from '../../lambdas/domain/sealing.ts'
import { havingSeen, sealEvents, told } from '../support/believing.ts'
import { at, checkpoint, timedUuid } from '../support/listings.ts'

const DRAFT: Omit<Draft, 'events'> = {
  at: at(10),
  by: 'recorder',
  epoch: null,
  evidence: [],
  ledger: 'prod/orders',
  run: 'run-1',
}
const seal = (events: readonly LedgerEvent[], head?: Sealed) => sealAll(head, { ...DRAFT, events })
const event = (kind: EventKind, data: { readonly [key: string]: EventData } = {}): LedgerEvent => ({
  kind,
  severity: 'silent',
  data,
})
/** An event of about so many bytes. */
const large = (bytes: number): LedgerEvent => event('configuration-changed', { text: 'x'.repeat(bytes) })
const bytesOf = ({ entry }: Sealed) => Buffer.byteLength(entry.body)
const countsOf = (sealed: readonly Sealed[]) => sealed.map(({ entry }) => entry.events.length)

describe('the entries of one observation', () => {
  it('are none where there is nothing to say', () => {
    expect(seal([])).toEqual([])
  })

  it.each([1, 49, 50, 51, 52])('are one for %d events that fit into it', (count) => {
    const sealed = seal(Array.from({ length: count }, () => event('stores-checked')))
    expect(countsOf(sealed)).toEqual([count])
    expect(sealed[0]?.state.totals).toEqual({ 'stores-checked': count })
  })

  it.each([3, 60])('are as few as hold them, and none is larger than it may be: %d events', (count) => {
    const each = Math.floor(55_000 / (count / 2)) - 200
    const sealed = seal(Array.from({ length: count }, () => large(each)))
    const counts = countsOf(sealed)
    expect(counts.reduce((a, b) => a + b)).toBe(count)
    expect(Math.max(...sealed.map(bytesOf))).toBeLessThanOrEqual(MAX_ENTRY_BYTES)
    // What did not fit is what begins the next one.
    for (const one of sealed.slice(0, -1)) expect(bytesOf(one) + each + 200).toBeGreaterThan(MAX_ENTRY_BYTES)
  })

  it('are never larger than they may be, byte by byte, and waste but few', () => {
    const counts = new Map<number, number>()
    for (let pad = 0; pad < 120; pad += 1) {
      const sealed = seal([large(29_000), large(30_500 + pad), large(40_000)])
      for (const one of sealed) expect(bytesOf(one)).toBeLessThanOrEqual(MAX_ENTRY_BYTES)
      const inFirst = countsOf(sealed)[0] ?? 0
      counts.set(inFirst, Math.max(counts.get(inFirst) ?? 0, bytesOf(sealed[0] ?? never())))
    }
    expect(new Set(counts.keys())).toEqual(new Set([1, 2]))
    expect(counts.get(2)).toBeGreaterThan(MAX_ENTRY_BYTES - 40)
  })

  it('are one where it has exactly as many bytes as it may have, and two for one byte more', () => {
    const few = bytesOf(seal([large(20_000), large(20_000)])[0] ?? never())
    const rest = 20_000 + MAX_ENTRY_BYTES - few
    expect(seal([large(20_000), large(rest)]).map(bytesOf)).toEqual([MAX_ENTRY_BYTES])
    expect(countsOf(seal([large(20_000), large(rest + 1)]))).toEqual([1, 1])
  })

  it('keep alerts beside what raised them', () => {
    const loud = Array.from(
      { length: 4 },
      (_, i): LedgerEvent => ({
        ...large(18_000),
        kind: 'size-dropped',
        severity: 'warning',
        uuid: timedUuid(i),
      }),
    )
    for (const { entry } of seal(loud))
      expect(entry.events.map(({ kind }) => kind).join()).toMatch(/^(?:size-dropped,alert-raised,?)+$/)
  })

  it('follow each other and what was there before', () => {
    const [first] = seal([event('stores-checked')])
    const next = seal([large(40_000), large(40_000)], first)
    expect(next.map(({ entry }) => entry.seq)).toEqual([2, 3])
    expect(next[0]?.entry.prev).toBe(first?.entry.hash)
    expect(next[1]?.entry.prev).toBe(next[0]?.entry.hash)
    expect(next[1]?.state.totals).toEqual({ 'stores-checked': 1, 'configuration-changed': 2 })
  })
})

describe('within one entry', () => {
  it('each event is judged by what those before it say', () => {
    const warning = { ...event('checkpoints-stale'), severity: 'warning' } as const
    const [sealed] = sealEvents(undefined, [warning, warning, event('checkpoints-fresh'), warning])
    expect(told(sealed?.entry.events ?? [])).toEqual([
      'checkpoints-stale',
      'alert-raised',
      'checkpoints-stale',
      'checkpoints-fresh',
      'alert-resolved',
      'checkpoints-stale',
      'alert-raised',
    ])
  })

  it('an ending names the entry that recorded its checkpoint, and nothing else does', () => {
    const [A, B] = [checkpoint(1), checkpoint(2)]
    const second = sealEvents(havingSeen(A), [
      { ...event('checkpoint-recorded', fieldsOf(B)), uuid: B.uuid },
    ]).at(-1)
    const of = (kind: EventKind, uuid: LedgerEvent['uuid']) =>
      sealEvents(second, [{ ...event(kind), ...(uuid === undefined ? {} : { uuid }) }])[0]?.entry.events[0]
        ?.data
    for (const kind of ['checkpoint-retired', 'checkpoint-missing', 'checkpoint-cleared'] as const) {
      expect(of(kind, A.uuid)).toEqual({ recorded_seq: '1' })
      expect(of(kind, B.uuid)).toEqual({ recorded_seq: '2' })
      expect(of(kind, timedUuid(9))).toEqual({})
    }
    expect(of('hold-broken', A.uuid)).toEqual({})
  })
})

describe('a first sight that goes on in the next entry', () => {
  const recording = (i: number, bytes: number, severity: LedgerEvent['severity']): LedgerEvent => ({
    kind: 'checkpoint-recorded',
    severity,
    uuid: timedUuid(i),
    data: { ...fieldsOf(checkpoint(i, { identifier: 'x'.repeat(bytes) })), baseline: true },
  })
  const marks = (sealed: readonly Sealed[]) =>
    sealed.map(({ entry }) => entry.events.map(({ data }) => ('more' in data ? 'more' : '-')).join(''))

  it('says so at its last recording, also where that raised an alert', () => {
    const three = (severity: LedgerEvent['severity']) => [1, 2, 3].map((i) => recording(i, 25_000, severity))
    expect(marks(seal(three('silent')))).toEqual(['-more', '-'])
    expect(marks(seal(three('warning')))).toEqual(['--more-', '--'])
  })

  it('says so only where it is one', () => {
    const plain = [1, 2, 3].map((i) => {
      const { baseline: _, ...data } = recording(i, 25_000, 'silent').data
      return { ...recording(i, 25_000, 'silent'), data }
    })
    expect(marks(seal(plain))).toEqual(['--', '-'])
    expect(marks(seal([recording(1, 25_000, 'silent'), large(30_000), large(30_000)]))).toEqual(['--', '-'])
  })
})

function never(): never {
  throw new Error('no entry')
}
