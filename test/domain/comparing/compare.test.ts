import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare } from '../../../lambdas/domain/comparing/compare.ts'
import { suspicionsOf } from '../../../lambdas/domain/comparing/credible.ts'
import type { Acquaintance } from '../../../lambdas/domain/comparing/finding.ts'
import { NOTHING_YET } from '../../../lambdas/domain/state.ts'
import { following, havingSeen, PLAIN, told, withPolicy } from '../../support/believing.ts'
import {
  at,
  checkpoint,
  FINGERPRINT,
  NEXT_FINGERPRINT,
  timedUuid,
  u64,
  uuid,
} from '../../support/listings.ts'

const [A, B, C, D] = [checkpoint(60), checkpoint(120), checkpoint(180), checkpoint(240)] as const

describe('a first sight', () => {
  it('records everything as baseline, in the order of the list, and alarms nobody', () => {
    const { events } = following(undefined, [[A, B]], { ...PLAIN, firstSight: true })
    expect(told(events)).toEqual([`checkpoint-recorded ${A.uuid}`, `checkpoint-recorded ${B.uuid}`])
    expect(events.every(({ severity, data }) => severity === 'silent' && data['baseline'] === true)).toBe(
      true,
    )
  })

  it('takes differing fingerprints in it for history, not for change', () => {
    const answer = [A, { ...B, fingerprint: NEXT_FINGERPRINT }]
    const { events } = following(undefined, [answer], { ...PLAIN, firstSight: true })
    expect(events.every(({ kind }) => kind === 'checkpoint-recorded')).toBe(true)
  })

  it('of nothing says nothing', () => {
    expect(compare(NOTHING_YET, [], { ...PLAIN, firstSight: true })).toEqual([])
  })
})

describe('an unchanged list', () => {
  it('is no event, in whatever order it comes', () => {
    const head = havingSeen(A, B)
    expect(compare(head.state, [B, A], PLAIN)).toEqual([])
  })
})

describe('rotation', () => {
  it('retires the older one without a doubt', () => {
    const findings = compare(havingSeen(A, B).state, [B, C], PLAIN)
    expect(told(findings.map(({ event }) => event))).toEqual([
      `checkpoint-recorded ${C.uuid}`,
      `checkpoint-retired ${A.uuid}`,
    ])
    expect(suspicionsOf(findings).size).toBe(0)
  })

  it('of both at once, by two newer ones, is still rotation', () => {
    const { events } = following(havingSeen(A, B), [[C, D]])
    expect(told(events).filter((text) => text.startsWith('checkpoint-retired'))).toHaveLength(2)
    expect(told(events).filter((text) => text.startsWith('alert'))).toEqual([])
  })

  it('tells the whole life of what it retires', () => {
    const { events } = following(havingSeen(A, B), [[B, C]], { ...PLAIN, lastSeenAt: at(170) })
    expect(events.find(({ kind }) => kind === 'checkpoint-retired')?.data).toEqual({
      fingerprint: FINGERPRINT,
      size: '123456',
      steps: '60',
      processed_records: '600',
      identifier: null,
      first_seen_at: at(0),
      last_seen_at: at(170),
      recorded_seq: '1',
      newer_listed: '2',
      keep_last: '2',
    })
  })
})

describe('a loss', () => {
  it('is one that is gone with fewer newer ones than promised', () => {
    const { events } = following(havingSeen(A, B), [[B]])
    expect(told(events)).toEqual([`checkpoint-missing ${A.uuid}`, `alert-raised ${A.uuid}`])
    expect(events[0]?.severity).toBe('critical')
  })

  it('of the newest, while an older one stays, is a loss', () => {
    expect(told(following(havingSeen(A, B), [[A]]).events)[0]).toBe(`checkpoint-missing ${B.uuid}`)
  })

  it('of all, by an empty list, is a loss of each', () => {
    const missing = following(havingSeen(A, B), [[]]).events.filter(
      ({ kind }) => kind === 'checkpoint-missing',
    )
    expect(missing.map(({ uuid }) => uuid)).toEqual([A.uuid, B.uuid])
  })

  it('is every disappearance where all were promised to be kept', () => {
    const { events } = following(havingSeen(A, B), [[B, C, D]], withPolicy({ keepLast: 'all' }))
    expect(told(events)).toContain(`checkpoint-missing ${A.uuid}`)
  })

  it('is not hidden by an older one that comes back', () => {
    const head = following(havingSeen(B, C), [[C, D]]).head
    const { events } = following(head, [[A, C]])
    expect(told(events)).toContain(`checkpoint-missing ${D.uuid}`)
  })

  it('is told by first sight where UUIDs carry no time', () => {
    const named = (digit: string) => ({ ...A, uuid: uuid(`${digit.repeat(8)}-0000-4000-8000-000000000000`) })
    const [x, y, z] = [named('f'), named('a'), named('1')] as const
    const head = following(havingSeen(x), [[x, y]]).head
    expect(told(following(head, [[y, z]]).events)).toContain(`checkpoint-retired ${x.uuid}`)
    expect(told(following(head, [[x, z]]).events)).toContain(`checkpoint-missing ${y.uuid}`)
  })
})

describe('UUIDs without a time', () => {
  it('recorded by one entry rotate in the order in which they were listed', () => {
    const [x, y, z] = ['f', 'a', '1'].map((digit) => ({
      ...A,
      uuid: uuid(`${digit.repeat(8)}-0000-4000-8000-000000000000`),
    }))
    if (x === undefined || y === undefined || z === undefined) throw new Error('no checkpoints')
    expect(told(following(havingSeen(x, y), [[y, z]]).events)).toContain(`checkpoint-retired ${x.uuid}`)
  })
})

describe('the life of an ended one', () => {
  it('never ends before it begins, whatever was last settled', () => {
    const head = following(havingSeen(A, B), [[B, C]]).head
    const circumstances = { ...PLAIN, lastSeenAt: at(-600) }
    const ended = following(head, [[C, D]], circumstances).events.find(
      ({ kind }) => kind === 'checkpoint-retired',
    )
    expect(ended?.data['last_seen_at']).toBe(ended?.data['first_seen_at'])
  })
})

describe('a changed fingerprint', () => {
  it('is seen in the last digit, which a JS number cannot tell', () => {
    const { events } = following(havingSeen(A), [[{ ...A, fingerprint: NEXT_FINGERPRINT }]])
    expect(told(events)).toEqual([`fingerprint-changed ${A.uuid}`, `alert-raised ${A.uuid}`])
    expect(events[0]?.data).toMatchObject({
      from: { fingerprint: '14128757731148314856' },
      to: { fingerprint: '14128757731148314857' },
    })
  })

  it('is what is believed from then on', () => {
    const changed = { ...A, fingerprint: NEXT_FINGERPRINT }
    const { head } = following(havingSeen(A), [[changed]])
    expect(compare(head.state, [changed], PLAIN)).toEqual([])
  })

  it('raises no second alert while the first is open', () => {
    const { head } = following(havingSeen(A), [[{ ...A, fingerprint: NEXT_FINGERPRINT }]])
    expect(told(following(head, [[A]]).events)).toEqual([`fingerprint-changed ${A.uuid}`])
  })
})

describe('changed metadata', () => {
  it.each([
    ['size', { size: u64('1') }],
    ['steps', { steps: u64('1') }],
    ['processed_records', { processed_records: u64('1') }],
    ['identifier', { identifier: 'nightly' }],
  ] as const)('in %s is a suspicion and then a warning', (field, change) => {
    const before = { ...A, identifier: 'daily' }
    const findings = compare(havingSeen(before).state, [{ ...before, ...change }], PLAIN)
    expect(findings.map(({ event: { kind, severity } }) => [kind, severity])).toEqual([
      ['metadata-changed', 'warning'],
    ])
    expect(suspicionsOf(findings).size, field).toBe(1)
  })

  it('that only fills in a null is recorded and tells nobody', () => {
    const { events, state } = following(havingSeen({ ...A, size: null }), [[A]])
    expect(events.map(({ kind, severity }) => [kind, severity])).toEqual([['metadata-changed', 'silent']])
    expect(state.listed[0]?.size).toBe('123456')
  })

  it('to a null is a change', () => {
    expect(told(following(havingSeen(A), [[{ ...A, size: null }]]).events)).toContain(
      `alert-raised ${A.uuid}`,
    )
  })
})

describe('lineage', () => {
  it('is a warning where a new checkpoint has another fingerprint than the newest before it', () => {
    const { events } = following(havingSeen(A, B), [[B, { ...C, fingerprint: NEXT_FINGERPRINT }]])
    expect(told(events)).toContain(`lineage-changed ${C.uuid}`)
  })

  it('is told once per change, not once per checkpoint', () => {
    const [c, d] = [C, D].map((plain) => ({ ...plain, fingerprint: NEXT_FINGERPRINT }))
    if (c === undefined || d === undefined) throw new Error('no checkpoints')
    const { events } = following(havingSeen(A, B), [[c, d]])
    expect(told(events).filter((text) => text.startsWith('lineage'))).toEqual([`lineage-changed ${C.uuid}`])
  })

  it('remembers the newest one after it has ended', () => {
    const head = following(havingSeen(A), [[]], withPolicy({ confirmAfterMs: [] })).head
    const { events } = following(head, [[{ ...B, fingerprint: NEXT_FINGERPRINT }]])
    expect(told(events)).toContain(`lineage-changed ${B.uuid}`)
  })
})

describe('one that comes back', () => {
  const known: Acquaintance = {
    ...A,
    firstSeenAt: at(0),
    recordedSeq: 1,
    ended: 'missing',
    endedAt: at(300),
    endedSeq: 2,
  }
  const circumstances = { ...PLAIN, acquaintances: new Map([[A.uuid, known]]) }

  it('is recognised, and its alert is resolved', () => {
    const head = following(havingSeen(A, B), [[B]]).head
    const { events, state } = following(head, [[A, B]], circumstances)
    expect(told(events)).toEqual([`checkpoint-reappeared ${A.uuid}`, `alert-resolved ${A.uuid}`])
    expect(state.alerts).toEqual([])
    expect(state.listed.map(({ recordedSeq }) => recordedSeq)).toEqual([1, 1])
  })

  it('stands before what was recorded in the same entry and begun later, though no list shows both', () => {
    const head = following(havingSeen(A, B), [[B]]).head
    const before = (ended: Acquaintance) =>
      compare(head.state, [A], { ...PLAIN, acquaintances: new Map([[A.uuid, ended]]) }).find(
        ({ event }) => event.kind === 'checkpoint-reappeared',
      )?.event.data['listed_before']
    const [b] = head.state.listed
    if (b === undefined) throw new Error('nothing listed')
    expect(before({ ...known, firstSeenAt: b.firstSeenAt })).toBe(B.uuid)
    expect(before({ ...known, firstSeenAt: at(9_999) })).toBeUndefined()
    expect(before({ ...known, recordedSeq: 2 })).toBeUndefined()
  })

  it('with another fingerprint has changed as well', () => {
    const head = following(havingSeen(A, B), [[B]]).head
    const { events } = following(head, [[{ ...A, fingerprint: NEXT_FINGERPRINT }, B]], circumstances)
    expect(told(events)).toContain(`fingerprint-changed ${A.uuid}`)
  })
})

describe('severity', () => {
  it('follows the policy, and silence raises nothing', () => {
    const { events } = following(
      havingSeen(A, B),
      [[B]],
      withPolicy({ severity: { 'checkpoint-missing': 'silent' } }),
    )
    expect(told(events)).toEqual([`checkpoint-missing ${A.uuid}`])
  })
})

describe('any two lists', () => {
  const seconds = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 6 })

  it('are compared so that what is recorded is what was listed', () => {
    fc.assert(
      fc.property(seconds, seconds, (before, after) => {
        fc.pre(before.length > 0)
        const { state } = following(havingSeen(...before.map((s) => checkpoint(s))), [
          after.map((s) => checkpoint(s)),
        ])
        expect(new Set(state.listed.map(({ uuid }) => uuid))).toEqual(new Set(after.map((s) => timedUuid(s))))
      }),
    )
  })

  it('call a disappearance rotation exactly where two newer ones are listed', () => {
    fc.assert(
      fc.property(seconds, seconds, (before, after) => {
        fc.pre(before.length > 0)
        // One host lists the oldest first.
        const { events } = following(
          havingSeen(...before.toSorted((a, b) => a - b).map((s) => checkpoint(s))),
          [after.toSorted((a, b) => a - b).map((s) => checkpoint(s))],
        )
        const kindOf = new Map(
          events.filter(({ kind }) => kind.startsWith('checkpoint')).map((e) => [e.uuid, e.kind]),
        )
        for (const gone of before.filter((s) => !after.includes(s))) {
          const newer = after.filter((s) => s > gone).length
          expect(kindOf.get(timedUuid(gone))).toBe(newer >= 2 ? 'checkpoint-retired' : 'checkpoint-missing')
        }
      }),
    )
  })
})
