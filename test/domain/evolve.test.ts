import { describe, expect, it } from 'vitest'
import { type EventData, type EventKind, isEnding, type LedgerEvent } from '../../lambdas/domain/event.ts'
import { fieldsOf } from '../../lambdas/domain/event-data.ts'
import { evolve } from '../../lambdas/domain/evolve.ts'
import { NOTHING_YET, type State } from '../../lambdas/domain/state.ts'
import { at, checkpoint, NEXT_FINGERPRINT, timedUuid, u64, uuid } from '../support/listings.ts'

type Data = { readonly [key: string]: EventData }

function event(kind: EventKind, data: Data = {}, of?: LedgerEvent['uuid']): LedgerEvent {
  return { kind, severity: 'silent', data, ...(of === undefined ? {} : { uuid: of }) }
}

/** The state after entries that hold one event each, a minute apart, or those that are given together. */
function after(...entries: readonly (LedgerEvent | readonly LedgerEvent[])[]): State {
  return entries.reduce<State>((state, one, i) => {
    const events = Array.isArray(one) ? one : [one]
    return evolve(state, { ...ENTRY, at: at(i * 60), seq: i + 1, events })
  }, NOTHING_YET)
}

const ENTRY = { by: 'recorder', epoch: null, evidence: [], ledger: 'prod/orders', prev: '', run: null }
const [FIRST, SECOND, THIRD] = [checkpoint(10), checkpoint(20), checkpoint(30)]
const recorded = (one = FIRST, data: Data = {}) =>
  event('checkpoint-recorded', { ...fieldsOf(one), ...data }, one.uuid)
const listedIn = ({ listed }: State) => listed.map((one) => one.uuid)

describe('what is believed before anything was recorded', () => {
  it('is nothing', () => {
    expect(NOTHING_YET).toEqual({
      epoch: null,
      observed: false,
      baselineOpen: false,
      removed: false,
      unobservable: null,
      listed: [],
      alerts: [],
      holds: [],
      approvals: [],
      unalarmed: [],
      sizes: [],
      raisings: [],
      newest: null,
      latest: null,
      forerunner: null,
      making: null,
      stale: null,
      late: null,
      uncoveredSeconds: 0,
      last: {},
      totals: {},
    })
  })
})

describe('what is believed of checkpoints', () => {
  it('is what was recorded and has not ended, in the order of its recording', () => {
    expect(listedIn(after(recorded(FIRST), recorded(SECOND)))).toEqual([FIRST.uuid, SECOND.uuid])
    for (const kind of ['checkpoint-retired', 'checkpoint-missing', 'checkpoint-cleared'] as const) {
      expect(isEnding(kind)).toBe(true)
      const state = after(recorded(FIRST), recorded(SECOND), event(kind, {}, FIRST.uuid))
      expect([listedIn(state), state.observed]).toEqual([[SECOND.uuid], true])
    }
  })

  it('names the entry that recorded it, and when it was first there as far as the feed told', () => {
    const told = recorded(SECOND, { first_seen_at: at(21) })
    expect(after(recorded(FIRST), told).listed).toMatchObject([
      { recordedSeq: 1, firstSeenAt: at(0) },
      { recordedSeq: 2, firstSeenAt: at(21) },
    ])
  })

  it('stands behind all others, whenever it was first seen, unless the event says before which', () => {
    const listing = (of: LedgerEvent) => listedIn(after(recorded(SECOND), recorded(THIRD), of))
    expect(listing(recorded(FIRST))).toEqual([SECOND.uuid, THIRD.uuid, FIRST.uuid])
    // So it was before anything said so: the states beside old entries must follow from them for ever.
    expect(listing(recorded(FIRST, { first_seen_at: at(-1) }))).toEqual([SECOND.uuid, THIRD.uuid, FIRST.uuid])
    expect(listing(recorded(FIRST, { listed_before: uuid('ffffffff-0000-4000-8000-000000000000') }))[2]).toBe(
      FIRST.uuid,
    )
    expect(listing(recorded(FIRST, { listed_before: THIRD.uuid }))).toEqual([
      SECOND.uuid,
      FIRST.uuid,
      THIRD.uuid,
    ])
    const again = { ...fieldsOf(FIRST), recorded_seq: '1', was: 'missing', ended_at: at(0) }
    const reappeared = (data: Data) => event('checkpoint-reappeared', { ...again, ...data }, FIRST.uuid)
    expect(listing(reappeared({ first_seen_at: at(-1) }))[2]).toBe(FIRST.uuid)
    expect(listing(reappeared({ first_seen_at: at(30), listed_before: THIRD.uuid }))[1]).toBe(FIRST.uuid)
  })

  it('has the newest of all, the one recorded last and the one to measure against', () => {
    const state = after(recorded(SECOND), recorded(FIRST))
    expect([state.newest?.uuid, state.latest?.uuid]).toEqual([SECOND.uuid, FIRST.uuid])
    expect(state.forerunner?.uuid).toBe(SECOND.uuid)
    expect(state.late).toEqual({ seq: 2, before: 0 })
    expect(after(recorded(FIRST), recorded(SECOND))).toMatchObject({
      newest: { uuid: SECOND.uuid },
      forerunner: { uuid: SECOND.uuid },
      late: null,
    })
  })

  it('counts each entry once that recorded out of order, and names the one before it', () => {
    const state = after(recorded(THIRD), [recorded(FIRST), recorded(SECOND)], recorded(checkpoint(5)))
    expect(state.late).toEqual({ seq: 3, before: 2 })
  })

  it.each([
    ['without a time', uuid('00000000-0000-4000-8000-000000000000'), null],
    ['from more than a day ahead', timedUuid(86_401), timedUuid(86_401)],
  ])('has no newest %s', (_what, strange, forerunner) => {
    const state = after(recorded({ ...FIRST, uuid: strange }))
    expect([state.newest, state.latest?.uuid, state.forerunner?.uuid ?? null, state.late?.seq]).toEqual([
      null,
      strange,
      forerunner,
      1,
    ])
  })

  it('has the newest from a day ahead, which a clock may be', () => {
    expect(after(recorded(checkpoint(86_400))).newest?.uuid).toBe(timedUuid(86_400))
  })

  it('goes on with what a checkpoint changed to, wherever it is the one that counts', () => {
    const changedTo = { ...FIRST, fingerprint: NEXT_FINGERPRINT }
    const change = (of: typeof FIRST) =>
      event(
        'fingerprint-changed',
        { from: fieldsOf(of), to: fieldsOf({ ...of, fingerprint: NEXT_FINGERPRINT }) },
        of.uuid,
      )
    const alone = after(recorded(FIRST), change(FIRST))
    expect(alone).toMatchObject({ newest: changedTo, latest: changedTo, forerunner: changedTo })
    expect(alone.listed).toMatchObject([{ ...changedTo, recordedSeq: 1 }])
    const other = after(recorded(FIRST), recorded(SECOND), change(FIRST))
    expect(other).toMatchObject({ newest: SECOND, latest: SECOND, forerunner: SECOND })
    expect(other.listed).toMatchObject([changedTo, SECOND])
  })

  it('keeps the sizes of the last ten that had one', () => {
    const sizes = Array.from({ length: 12 }, (_, i) => u64(String(i)))
    const all = sizes.map((size, i) => recorded(checkpoint(i, { size })))
    expect(after(...all, recorded(checkpoint(50, { size: null }))).sizes).toEqual(sizes.slice(2))
  })

  it('keeps under which versions it was made until the source says otherwise', () => {
    const versions = { program_version: '1', platform_version: 'p', deployment_id: 'd' }
    const state = after(recorded(FIRST, versions), recorded(SECOND))
    expect(state.making).toEqual({ program: '1', platform: 'p', deployment: 'd' })
    expect(after(recorded(FIRST, versions), recorded(SECOND, { program_version: '2' })).making).toEqual({
      program: '2',
      platform: null,
      deployment: null,
    })
  })

  it('takes one that is there again as it was recorded before', () => {
    const again = {
      ...fieldsOf(FIRST),
      first_seen_at: at(11),
      recorded_seq: '1',
      was: 'missing',
      ended_at: at(60),
    }
    const state = after(
      recorded(FIRST),
      event('checkpoint-missing', {}, FIRST.uuid),
      event('checkpoint-reappeared', again, FIRST.uuid),
    )
    expect(state.listed).toMatchObject([{ uuid: FIRST.uuid, recordedSeq: 1, firstSeenAt: at(11) }])
    expect(state.late).toEqual({ seq: 3, before: 0 })
  })
})

describe('what the source says has begun anew', () => {
  const SOME = [recorded(FIRST, { program_version: '1' }), event('checkpoints-stale', { since: at(0) })]
  const UNSEEN = event('pipeline-unobservable', { since: at(30), reason: 'timeout' })

  it.each([
    ['storage-cleared', { cleared: '1' }, false, 'timeout'],
    ['pipeline-recreated', { from: 'a', to: 'b' }, false, undefined],
    ['pipeline-removed', { cleared: '1' }, true, undefined],
    ['pipeline-renamed', { to: 'bills' }, true, undefined],
  ] as const)('is measured against nothing of before: %s', (kind, data, removed, unseen) => {
    const state = after(...SOME, UNSEEN, event(kind, data))
    expect(state).toMatchObject({ forerunner: null, latest: null, making: null, sizes: [], stale: null })
    expect([state.removed, state.unobservable?.reason, state.observed]).toEqual([removed, unseen, true])
    expect(state.newest?.uuid).toBe(FIRST.uuid)
  })

  it('is another pipeline where something is recorded behind a removal, and the same where not', () => {
    const under = (epoch: string | null, state: State, ...events: readonly LedgerEvent[]) =>
      evolve(state, { ...ENTRY, at: at(0), seq: 1, epoch, events })
    const gone = under('e1', NOTHING_YET, event('pipeline-removed', { cleared: '0' }))
    expect(under(null, gone, event('hold-released', { hold: 'h' })).epoch).toBe('e1')
    expect(under(null, gone, recorded()).epoch).toBeNull()
    expect(under('e2', gone, recorded()).epoch).toBe('e2')
    expect(under(null, gone, recorded()).removed).toBe(false)
    expect(under(null, { ...NOTHING_YET, epoch: 'e1' }, recorded()).epoch).toBe('e1')
  })
})

describe('a first sight of many checkpoints', () => {
  const cut = recorded(FIRST, { baseline: true, more: true })

  it('is open until an answer goes on with it, and no word of a person closes it', () => {
    expect(after(cut).baselineOpen).toBe(true)
    expect(after(cut, event('hold-released', { hold: 'h' })).baselineOpen).toBe(true)
    expect(after(cut, recorded(SECOND)).baselineOpen).toBe(false)
    expect(after(cut, [recorded(SECOND), cut]).baselineOpen).toBe(true)
    expect(after(recorded(FIRST), event('hold-released', { hold: 'h' })).baselineOpen).toBe(false)
  })
})

describe('what lasts', () => {
  it('is unseen, or stale, since it began, and no longer than its counterpart', () => {
    const unseen = event('pipeline-unobservable', { since: at(5), reason: 'timeout' })
    expect(after(unseen).unobservable).toEqual({ since: at(5), reason: 'timeout' })
    expect(after(unseen).observed).toBe(false)
    expect(after(unseen, event('pipeline-observable'))).toMatchObject({ unobservable: null, observed: true })
    const stale = event('checkpoints-stale')
    expect(after(stale, stale)).toMatchObject({ stale: at(0), observed: true })
    expect(after(stale, event('checkpoints-fresh'))).toMatchObject({ stale: null, observed: true })
  })

  it('is held until it is released by its number, or broken by its checkpoint', () => {
    const held = (hold: string) => event('hold-placed', { hold, reason: 'audit', actor: 'ana' }, FIRST.uuid)
    const ids = (state: State) => state.holds.map(({ id }) => id)
    expect(after(held('h1'), held('h2')).holds[0]).toMatchObject({ id: 'h1', uuid: FIRST.uuid, actor: 'ana' })
    expect(ids(after(held('h1'), held('h2'), event('hold-released', { hold: 'h1' })))).toEqual(['h2'])
    expect(ids(after(held('h1'), held('h2'), event('hold-broken', {}, SECOND.uuid)))).toEqual(['h1', 'h2'])
    expect(ids(after(held('h1'), held('h2'), event('hold-broken', {}, FIRST.uuid)))).toEqual([])
  })

  it('is planned until it is over or withdrawn', () => {
    const plan = { kinds: ['size-dropped'], from: at(0), until: at(90), reason: 'move', actor: 'ana' }
    const approval = event('change-approved', { approval: 'a', ...plan })
    const window = event('maintenance-planned', { maintenance: 'm', ...plan })
    const forms = (state: State) => state.approvals.map(({ id, form }) => `${form} ${id}`)
    expect(forms(after(approval, window))).toEqual(['approval a', 'maintenance m'])
    expect(forms(after(approval, window, recorded()))).toEqual([])
    expect(forms(after([approval, window, event('approval-withdrawn', { approval: 'a' })]))).toEqual([
      'maintenance m',
    ])
    expect(forms(after([approval, window, event('maintenance-cancelled', { maintenance: 'm' })]))).toEqual([
      'approval a',
    ])
    for (const kinds of ['size-dropped', ['unheard-of'], [7 as unknown as string]])
      expect(() => after(event('change-approved', { approval: 'a', ...plan, kinds }))).toThrow(
        'change-approved',
      )
  })

  it('is the sum of what may have gone unseen, and how often each kind was and where last', () => {
    const gap = event('coverage-gap', { seconds: '60' })
    const state = after(gap, [gap, gap], recorded())
    expect(state.uncoveredSeconds).toBe(180)
    expect(state.totals).toEqual({ 'coverage-gap': 3, 'checkpoint-recorded': 1 })
    expect(state.last).toEqual({ 'coverage-gap': 2, 'checkpoint-recorded': 3 })
  })
})

describe('what a check of a store tells', () => {
  const data = { ...fieldsOf(FIRST), durability: 'synced', objects: [{ object: 'x' }] }

  it.each<[EventKind, Data, object]>([
    ['copy-synced', data, { copies: [{ rung: 'synced' }] }],
    ['copy-verified', { ...data, durability: 'verified' }, { copies: [{ rung: 'verified' }] }],
    ['copy-kept', { ...data, until: at(900) }, { kept: [{ uuid: FIRST.uuid }] }],
    ['copy-incomplete', data, { copies: [{ told: { incomplete: ['x'] } }] }],
    ['copy-corrupt', data, { copies: [{ told: { corrupt: ['x'] } }] }],
    ['copy-changed', data, { copies: [{ told: { changed: ['x'] } }] }],
    ['copy-mended', { ...data, of: 'copy-missing' }, { copies: [{ rung: 'synced' }] }],
    ['copy-late', {}, { isLate: true }],
    ['owner-changed', { from: 'a', to: 'b' }, { otherOwner: 'b' }],
    ['store-unobservable', { since: at(0), why: 'x' }, { unobservable: { why: 'x' } }],
  ])('is what is believed of its copies, and of nothing else: %s', (kind, said, copies) => {
    const state = after(event(kind, said, FIRST.uuid))
    expect(state).toMatchObject({ copies, listed: [], observed: false })
  })

  it.each(['copy-retired', 'copy-missing', 'store-observable', 'store-moved'] as const)(
    'ends what was: %s',
    (kind) => {
      const before = [
        event('copy-synced', data, FIRST.uuid),
        event('store-unobservable', { since: at(0), why: 'x' }),
      ]
      const { copies } = after(...before, event(kind, data, FIRST.uuid))
      expect([copies?.copies.length, copies?.missing.length, copies?.unobservable === null]).toEqual(
        {
          'copy-retired': [0, 0, false],
          'copy-missing': [0, 1, false],
          'store-observable': [1, 0, true],
          'store-moved': [0, 0, true],
        }[kind],
      )
    },
  )
})

describe('alerts', () => {
  const raised = (alert: string, kind = 'size-dropped', data: Data = {}) =>
    event('alert-raised', { alert, kind, severity: 'warning', ...data }, FIRST.uuid)

  it('are open until they are resolved, and acknowledged by their id', () => {
    const state = after(raised('a1'), raised('a2'), event('alert-acknowledged', { alert: 'a2' }))
    expect(state.alerts).toMatchObject([
      { id: 'a1', kind: 'size-dropped', severity: 'warning', uuid: FIRST.uuid, seq: 1, acknowledged: false },
      { id: 'a2', raisedAt: at(60), seq: 2, acknowledged: true },
    ])
    expect(after(raised('a1'), raised('a2'), event('alert-resolved', { alert: 'a1' })).alerts).toMatchObject([
      { id: 'a2' },
    ])
  })

  it('are remembered with what else is said of them, and nothing that is not', () => {
    const source = after(raised('a1', 'fingerprint-format-changed', { source: 'prod', flapping: true }))
      .alerts[0]
    expect(source).toMatchObject({ source: 'prod', flapping: true })
    const plain = after(raised('a1', 'size-dropped', { flapping: false })).alerts[0]
    expect(Object.keys(plain ?? {}).toSorted()).toEqual([
      'acknowledged',
      'epoch',
      'id',
      'kind',
      'raisedAt',
      'seq',
      'severity',
      'uuid',
    ])
    expect(
      after(event('alert-raised', { alert: 'a', kind: 'copy-late', severity: 'info' })).alerts[0]?.uuid,
    ).toBeNull()
  })

  it('that nobody watches any more are told again once somebody does, and only those', () => {
    const stale = event('checkpoints-stale')
    const unseen = event('pipeline-unobservable', { since: at(0), reason: 'timeout' })
    const late = event('copy-late')
    const unwatched = (kind: EventKind, by = 'unwatched') =>
      after(stale, unseen, late, event('alert-resolved', { alert: 'a', kind, by }))
    const holds = ({ stale: isStale, unobservable, copies }: State) => [
      isStale !== null,
      unobservable !== null,
      copies?.isLate,
    ]
    expect(holds(unwatched('checkpoints-stale'))).toEqual([false, true, true])
    expect(holds(unwatched('pipeline-unobservable'))).toEqual([true, false, true])
    expect(holds(unwatched('copy-late'))).toEqual([true, true, false])
    expect(holds(unwatched('checkpoints-stale', 'resolved-by-hand'))).toEqual([true, true, true])
    expect(
      after(raised('a'), event('alert-resolved', { alert: 'a', kind: 'size-dropped', by: 'unwatched' })),
    ).toMatchObject({
      alerts: [],
    })
    expect(
      'copies' in after(event('alert-resolved', { alert: 'a', kind: 'copy-late', by: 'unwatched' })),
    ).toBe(false)
    const both = [FIRST, SECOND].map((one) =>
      event(
        'copy-incomplete',
        { ...fieldsOf(one), durability: 'synced', objects: [{ object: 'x' }] },
        one.uuid,
      ),
    )
    const ended = event(
      'alert-resolved',
      { alert: 'a', kind: 'copy-incomplete', by: 'unwatched' },
      FIRST.uuid,
    )
    expect(after(...both, ended).copies?.copies.map(({ told }) => told.incomplete)).toEqual([[], ['x']])
  })

  it('of the last hour are remembered, ten at most', () => {
    const many = Array.from({ length: 12 }, (_, i) => raised(`a${i}`))
    expect(after(many).raisings).toHaveLength(10)
    const hour = { ...ENTRY, seq: 2, events: [] }
    expect(evolve(after(raised('a')), { ...hour, at: at(3_600) }).raisings).toMatchObject([
      { kind: 'size-dropped', uuid: FIRST.uuid, at: at(0) },
    ])
    expect(evolve(after(raised('a')), { ...hour, at: at(3_601) }).raisings).toEqual([])
  })
})
