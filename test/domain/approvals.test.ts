import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { APPROVABLE, LOSSES, MAINTENANCE_KINDS } from '../../lambdas/domain/approvals.ts'
import { staleness } from '../../lambdas/domain/comparing/staleness.ts'
import type { EventKind, LedgerEvent } from '../../lambdas/domain/event.ts'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import { NOTHING_YET, type State } from '../../lambdas/domain/state.ts'
import { announcementsOf } from '../../lambdas/domain/telling/announcement.ts'
import { unobservableEvents } from '../../lambdas/domain/unseen.ts'
import { PLAIN, sealEvents } from '../support/believing.ts'
import { at, checkpoint, timedUuid } from '../support/listings.ts'
import { approved, maintenance, withdrawn } from '../support/planning.ts'

const HELD: LedgerEvent = {
  kind: 'hold-broken',
  severity: 'critical',
  uuid: timedUuid(1),
  data: { holds: [], ended: 'missing' },
}

/** The entries of these events, each at its second. */
function chain(...events: readonly (readonly [number, LedgerEvent])[]): readonly Sealed[] {
  return events.reduce<readonly Sealed[]>(
    (before, [seconds, event]) => [...before, ...sealEvents(before.at(-1), [event], seconds)],
    [],
  )
}

function dropped(uuid = timedUuid(1)): LedgerEvent {
  return { kind: 'size-dropped', severity: 'warning', uuid, data: { size: '1' } }
}

const told = (sealed: readonly Sealed[]) =>
  sealed.flatMap(({ entry }) => announcementsOf(entry).map(({ state, kind }) => `${state} ${kind}`))
const last = (sealed: readonly Sealed[]) => sealed.at(-1)?.entry.events ?? []

describe('an approved change', () => {
  it('is recorded with all that it says and who approved it, is silent, and raises no alert', () => {
    const sealed = chain([0, approved('a', ['size-dropped'], [0, 600])], [60, dropped()])
    expect(last(sealed)).toEqual([{ ...dropped(), severity: 'silent', data: { size: '1', approved: 'a' } }])
    expect(told(sealed)).toEqual(['notice change-approved'])
  })

  it('is approved from the first moment on, and no longer at the last', () => {
    const approval = approved('a', ['size-dropped'], [100, 200])
    const at = (seconds: number) => last(chain([0, approval], [seconds, dropped()]))[0]?.severity
    expect([99, 100, 199, 200].map(at)).toEqual(['warning', 'silent', 'silent', 'warning'])
  })

  it('is of these kinds only, and no longer once it is withdrawn', () => {
    const approval = approved('a', ['lineage-changed'], [0, 600])
    expect(told(chain([0, approval], [60, dropped()]))).toContain('firing size-dropped')
    const sealed = chain(
      [0, approved('a', ['size-dropped'], [0, 600])],
      [30, withdrawn('a')],
      [60, dropped()],
    )
    expect(told(sealed).at(-1)).toBe('firing size-dropped')
  })

  it('leaves an alert open that was raised before', () => {
    const sealed = chain([0, dropped()], [60, approved('a', ['size-dropped'], [0, 600])], [90, dropped()])
    expect(sealed.at(-1)?.state.alerts.map(({ kind }) => kind)).toEqual(['size-dropped'])
    expect(told(sealed)).toEqual(['firing size-dropped', 'notice change-approved'])
  })

  it('never is that a hold is broken, nor what is about a whole source', () => {
    expect(APPROVABLE).not.toContain('hold-broken')
    expect(APPROVABLE).not.toContain('fingerprint-format-changed')
  })

  it('is judged by the time that the entry says, whatever the clock did', () => {
    const [first] = sealEvents(undefined, [approved('a', ['size-dropped'], [0, 600])], 700)
    const [entry] = sealEvents(first, [dropped()], 300)
    expect(entry?.entry.at).toBe(at(700))
    expect(entry?.entry.events.map(({ kind }) => kind)).toEqual(['size-dropped', 'alert-raised'])
  })

  it('is forgotten by the state when it is over, and stays in the record', () => {
    const sealed = chain([0, approved('a', ['size-dropped'], [0, 60])], [61, dropped()])
    expect(sealed.at(-1)?.state.approvals).toEqual([])
    expect(sealed.at(-1)?.state.last['change-approved']).toBe(1)
  })
})

describe('maintenance', () => {
  it('has nothing that says that checkpoints are lost or altered', () => {
    const never = [...LOSSES, 'metadata-changed', 'hold-broken', 'checkpoint-retired'] as const
    for (const kind of never) expect(MAINTENANCE_KINDS).not.toContain(kind)
  })

  it('of whatever time keeps no loss, no changed fingerprint and no broken hold from being told', () => {
    const losing = fc.constantFrom<LedgerEvent>(
      HELD,
      { kind: 'checkpoint-missing', severity: 'critical', uuid: timedUuid(2), data: {} },
      { kind: 'checkpoints-stale', severity: 'warning', data: {} },
    )
    const windows = fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000)), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(windows, losing, fc.nat(1_000), (spans, event, seconds) => {
        const plans = spans.map(([from, length], i) =>
          maintenance(String(i), MAINTENANCE_KINDS, [from, from + length]),
        )
        const sealed = chain(...plans.map((one) => [0, one] as const), [seconds, event])
        const isToldAnyway = event.kind !== 'checkpoints-stale'
        const isCovered = spans.some(([from, length]) => from <= seconds && seconds < from + length)
        expect(last(sealed).some(({ kind }) => kind === 'alert-raised')).toBe(isToldAnyway || !isCovered)
      }),
    )
  })
})

describe('whatever happens and whatever is approved', () => {
  type Step =
    | {
        readonly does: 'approve'
        readonly kinds: readonly EventKind[]
        readonly from: number
        readonly length: number
      }
    | { readonly does: 'withdraw'; readonly which: number }
    | { readonly does: 'happen'; readonly kind: EventKind }
  const alarming = ['size-dropped', 'progress-regressed', 'storage-cleared', 'hold-broken'] as const
  const steps = fc.array(
    fc.tuple(
      fc.integer({ min: -20, max: 60 }),
      fc.oneof<fc.Arbitrary<Step>[]>(
        fc.record({
          does: fc.constant('approve' as const),
          kinds: fc.subarray([...APPROVABLE], { minLength: 1 }),
          from: fc.nat(300),
          length: fc.integer({ min: 1, max: 1_000 }),
        }),
        fc.record({ does: fc.constant('withdraw' as const), which: fc.nat(5) }),
        fc.record({ does: fc.constant('happen' as const), kind: fc.constantFrom<EventKind>(...alarming) }),
      ),
    ),
    { minLength: 1, maxLength: 40 },
  )

  it('an alert is kept back where its kind is approved at the moment of its entry, and nowhere else', () => {
    let [kept, raised] = [0, 0]
    fc.assert(
      fc.property(steps, (story) => {
        const approvals: {
          id: string
          kinds: readonly EventKind[]
          from: number
          until: number
          gone: boolean
        }[] = []
        let head: Sealed | undefined
        let clock = 0
        let highest = 0
        for (const [i, [pause, step]] of story.entries()) {
          clock = Math.max(0, clock + pause)
          const now = Math.max(highest, clock)
          if (step.does === 'approve') {
            const one = {
              id: String(i),
              kinds: step.kinds,
              from: step.from,
              until: step.from + step.length,
              gone: false,
            }
            approvals.push(one)
            head = sealEvents(head, [approved(one.id, one.kinds, [one.from, one.until])], clock).at(-1)
          } else if (step.does === 'withdraw') {
            const one = approvals[step.which]
            if (one === undefined) continue
            one.gone = true
            head = sealEvents(head, [withdrawn(one.id)], clock).at(-1)
          } else {
            const event: LedgerEvent = { ...dropped(timedUuid(i)), kind: step.kind, data: {} }
            const [sealed] = sealEvents(head, [event], clock)
            const isCovered = approvals.some(
              ({ kinds, from, until, gone }) =>
                !gone && kinds.includes(step.kind) && from <= now && now < until,
            )
            const events = sealed?.entry.events ?? []
            expect(events.some(({ kind }) => kind === 'alert-raised')).toBe(!isCovered)
            expect(events[0]?.data['approved'] !== undefined).toBe(isCovered)
            if (isCovered) kept += 1
            else raised += 1
            head = sealed
          }
          highest = now
        }
      }),
      { numRuns: 300, seed: 1 },
    )
    // Both must have been seen, or nothing was shown.
    expect([kept > 50, raised > 50]).toEqual([true, true])
  })
})

describe('a condition that was approved and lasts', () => {
  const POLICY = { ...DEFAULT_POLICY, staleAfterMs: 600_000, unobservableAfterMs: 0 }
  const UNSEEN = { kind: 'unobservable', reason: 'timeout', detail: 'no answer' } as const
  const OLD = checkpoint(-10_000)

  type Look = (state: State, seconds: number) => readonly LedgerEvent[]
  const looks: { readonly [kind: string]: Look } = {
    'checkpoints-stale': (state, seconds) =>
      staleness(state, [OLD], { ...PLAIN, policy: POLICY, seenAt: at(seconds) }).map(({ event }) => event),
    'pipeline-unobservable': (state, seconds) =>
      unobservableEvents(
        state,
        { since: at(-1_000), reason: 'timeout' },
        UNSEEN,
        { startedAt: at(seconds), seenAt: at(seconds) },
        POLICY,
      ),
  }
  const kinds = Object.keys(looks) as ('checkpoints-stale' | 'pipeline-unobservable')[]

  /** A look every minute, behind the entries. */
  function looking(kind: string, before: readonly Sealed[], from: number, count: number): readonly Sealed[] {
    const look = looks[kind]
    if (look === undefined) throw new Error(kind)
    return Array.from({ length: count }, (_, i) => from + i * 60).reduce<readonly Sealed[]>(
      (sealed, seconds) => {
        const state = sealed.at(-1)?.state ?? NOTHING_YET
        return [...sealed, ...sealEvents(sealed.at(-1), look(state, seconds), seconds)]
      },
      before,
    )
  }
  const raisedAt = (sealed: readonly Sealed[]) =>
    sealed.flatMap(({ entry }) =>
      entry.events.flatMap(({ kind }) => (kind === 'alert-raised' ? [entry.at] : [])),
    )

  it.each(kinds)('%s raises its alert at the first look after its approval has ended, once', (kind) => {
    const sealed = looking(kind, chain([0, approved('a', [kind], [0, 300])]), 60, 20)
    expect(raisedAt(sealed)).toEqual([at(300)])
    const said = sealed.flatMap(({ entry }) => entry.events).filter((event) => event.kind === kind)
    expect(said.map(({ severity, data }) => [severity, data['approved'], data['outlasted']])).toEqual([
      ['silent', 'a', undefined],
      ['warning', undefined, 'a'],
    ])
    expect(told(sealed)).toEqual(['notice change-approved', `firing ${kind}`])
  })

  it.each(kinds)('%s raises its alert at once where the approval is withdrawn', (kind) => {
    const begun = looking(kind, chain([0, approved('a', [kind], [0, 6_000])]), 60, 3)
    const sealed = looking(kind, [...begun, ...sealEvents(begun.at(-1), [withdrawn('a')], 200)], 240, 5)
    expect(raisedAt(sealed)).toEqual([at(240)])
  })

  it.each(kinds)('%s waits as long as any other approval holds', (kind) => {
    const plans = chain([0, approved('a', [kind], [0, 300])], [0, approved('b', [kind], [200, 600])])
    expect(raisedAt(looking(kind, plans, 60, 20))).toEqual([at(600)])
  })

  it('raises exactly one alert, at the first look that nothing covers, whatever is approved', () => {
    const spans = fc.array(fc.tuple(fc.nat(1_200), fc.integer({ min: 1, max: 900 })), { maxLength: 5 })
    fc.assert(
      fc.property(fc.constantFrom(...kinds), spans, (kind, windows) => {
        const plans = windows.map(
          ([from, length], i) => [0, approved(String(i), [kind], [from, from + length])] as const,
        )
        const sealed = looking(kind, chain(...plans), 60, 60)
        const free = Array.from({ length: 60 }, (_, i) => 60 + i * 60).find(
          (seconds) => !windows.some(([from, length]) => from <= seconds && seconds < from + length),
        )
        expect(raisedAt(sealed)).toEqual([at(free ?? -1)])
      }),
    )
  })

  it('ends without a word where nobody was told that it began', () => {
    const begun = looking(
      'pipeline-unobservable',
      chain([0, approved('a', ['pipeline-unobservable'], [0, 300])]),
      60,
      2,
    )
    const again: LedgerEvent = { kind: 'pipeline-observable', severity: 'info', data: { since: at(0) } }
    const sealed = [...begun, ...sealEvents(begun.at(-1), [again], 310)]
    expect(last(sealed)).toEqual([{ ...again, severity: 'silent', data: { since: at(0), approved: 'a' } }])
    expect(told(sealed)).toEqual(['notice change-approved'])
    expect(sealed.at(-1)?.state.unalarmed).toEqual([])
  })

  it('is forgotten where the pipeline begins anew: a later one is told of its own', () => {
    const begun = looking(
      'checkpoints-stale',
      chain([0, approved('a', ['checkpoints-stale'], [0, 300])]),
      60,
      2,
    )
    const cleared: LedgerEvent = { kind: 'storage-cleared', severity: 'warning', data: {} }
    expect(sealEvents(begun.at(-1), [cleared], 200).at(-1)?.state.unalarmed).toEqual([])
  })

  it('that was told before it was approved is told to end, as ever', () => {
    const begun = looking('checkpoints-stale', [], 60, 1)
    const approval = sealEvents(begun.at(-1), [approved('a', ['checkpoints-stale'], [0, 900])], 120)
    const fresh: LedgerEvent = { kind: 'checkpoints-fresh', severity: 'info', data: {} }
    const sealed = [...begun, ...approval, ...sealEvents(approval.at(-1), [fresh], 180)]
    expect(told(sealed)).toEqual([
      'firing checkpoints-stale',
      'notice change-approved',
      'resolved checkpoints-stale',
    ])
  })
})

it('of what can be approved a maintenance window has all but losses, changes and what is there again', () => {
  expect([...APPROVABLE].toSorted()).toEqual(
    [...MAINTENANCE_KINDS, ...LOSSES, 'metadata-changed', 'checkpoint-reappeared'].toSorted(),
  )
  expect([...LOSSES].toSorted()).toEqual(['checkpoint-missing', 'fingerprint-changed'])
  expect([...MAINTENANCE_KINDS].toSorted()).toEqual([
    'checkpoints-stale',
    'lineage-changed',
    'pipeline-recreated',
    'pipeline-removed',
    'pipeline-renamed',
    'pipeline-unobservable',
    'progress-regressed',
    'size-dropped',
    'storage-cleared',
  ])
})
