import { describe, expect, it } from 'vitest'
import { isStandby } from '../../../lambdas/domain/comparing/causes.ts'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import { hasPulledNothing, isPulled, retirementBy } from '../../../lambdas/domain/comparing/retirement.ts'
import type { Instant } from '../../../lambdas/domain/instant.ts'
import { DEFAULT_POLICY } from '../../../lambdas/domain/policy.ts'
import type { Standing } from '../../../lambdas/domain/standing.ts'
import { NOTHING_YET } from '../../../lambdas/domain/state.ts'
import { at, checkpoint, timedUuid, uuid } from '../../support/listings.ts'
import { having, present } from '../../support/standings.ts'

const [A, B, C] = [checkpoint(60), checkpoint(120), checkpoint(180)] as const
const UNTIMED = uuid('00000000-0000-4000-8000-000000000001')
const ABSENT: Standing = { kind: 'unknown' }

describe('a list was pulled from elsewhere', () => {
  it.each<[string, Listing, Listing, number, boolean]>([
    ['where it shows one that was made before the start, and nothing of before', [B], [A], 1, true],
    ['where it shows what was made since, too', [B], [A, C], 1, true],
    ['not where it shows something of before', [B], [A, B], 1, false],
    ['not where all was made since', [B], [C], 1, false],
    ['not where it was begun at the very start', [B], [checkpoint(150)], 1, false],
    ['not where it shows more than a host pulls', [C], [A, B], 1, false],
    ['where it shows one for each host', [C], [A, B], 2, true],
    ['not where it shows nothing', [B], [], 1, false],
    ['not where it has no time', [B], [{ ...A, uuid: UNTIMED }], 1, false],
  ])('%s', (_, believed, seen, hosts, expected) => {
    expect(isPulled(having(...believed), seen, at(150), hosts)).toBe(expected)
  })
})

describe('what is gone is retired, whatever else is listed,', () => {
  const started = present({ deploymentId: timedUuid(150), deploymentStatus: 'Running' })
  const showing = (...checkpoints: Listing) =>
    present({
      deploymentId: timedUuid(150),
      deploymentStatus: 'Running',
      details: { kind: 'listed', checkpoints },
    })
  const circumstances = {
    deployedBefore: timedUuid(0),
    named: null,
    unpulled: null,
    listedBefore: [],
    listedSince: [],
    observedAt: null,
    settledAt: null,
    stoppedAt: null,
    wasStandby: false,
    toldUntil: null,
    clockAheadMs: 0,
    policy: DEFAULT_POLICY,
  }
  const why = (
    standing: Standing,
    other: Partial<Parameters<typeof retirementBy>[3]> = {},
    seen: Listing = [A],
  ) => retirementBy(having(B), seen, standing, { ...circumstances, ...other })

  it('not by a pull where it was listed before, though the start is older than that look: it did not run then', () => {
    const seenLate = {
      ...NOTHING_YET,
      listed: [B, A].map((one, i) => ({ ...one, firstSeenAt: at(100 + 60 * i), recordedSeq: i + 1 })),
    }
    const whyLate = (stoppedAt: Instant | null) =>
      retirementBy(seenLate, [A], started, { ...circumstances, stoppedAt })
    expect([whyLate(null), whyLate(at(155)), whyLate(at(160))]).toEqual(['pulled', 'pulled', null])
  })

  it('not by a pull of a start that answered with it before the list named that start, by the clock of the source', () => {
    const whyThen = (settled: number, clockAheadMs = 0, stoppedAt: Instant | null = null) =>
      why(started, { settledAt: at(settled), clockAheadMs, stoppedAt })
    expect([whyThen(150), whyThen(151)]).toEqual(['pulled', null])
    expect([whyThen(151, -2_000), whyThen(149, 2_000)]).toEqual(['pulled', null])
    expect([whyThen(160, 0, at(160)), whyThen(161, 0, at(160))]).toEqual(['pulled', null])
  })

  it('not by a pull of a start that answered with it, though not all of that answer was believed', () => {
    const whyThen = (seconds: number) =>
      why(started, { settledAt: at(100), listedSince: [{ at: at(seconds), uuids: [A.uuid, B.uuid] }] })
    expect([whyThen(151), whyThen(160)]).toEqual([null, null])
    const other = { settledAt: at(100), listedSince: [{ at: at(151), uuids: [A.uuid, C.uuid] }] }
    expect(why(started, other)).toBe('pulled')
  })

  it('of a standby, and of one that was a standby until now', () => {
    const standby = present({ deploymentStatus: 'Standby' })
    expect([isStandby(standby), isStandby(started), isStandby(ABSENT)]).toEqual([true, false, false])
    expect(why(standby)).toBe('standby')
    expect(why(ABSENT, { wasStandby: true })).toBe('standby')
  })

  it('of another start that pulled its list from elsewhere', () => {
    expect(why(started)).toBe('pulled')
    expect(why(started, { policy: { ...DEFAULT_POLICY, hosts: 2 } }, [A, checkpoint(61)])).toBe('pulled')
  })

  it.each<[string, Standing, Partial<Parameters<typeof retirementBy>[3]>, Listing]>([
    ['the list was not had', ABSENT, {}, [A]],
    ['nobody says which start it is', present({}), {}, [A]],
    ['its start has no time', present({ deploymentId: UNTIMED }), {}, [A]],
    ['nobody knows which start it was before', started, { deployedBefore: null }, [A]],
    ['nor whether it was this one', started, { deployedBefore: null, observedAt: at(150) }, [A]],
    ['it is the same start', started, { deployedBefore: timedUuid(150) }, [A]],
    ['the feed tells of all until that start, and told of no clearing', started, { toldUntil: at(150) }, [A]],
    ['nothing was pulled', started, {}, [B]],
    ['the list has shown that that start pulled nothing', started, { unpulled: timedUuid(150) }, [A]],
    [
      'the last look listed it, though the feed has told of its end since',
      started,
      { listedBefore: having(A, B).listed },
      [A],
    ],
    [
      'it was seen before that start',
      started,
      { listedSince: [{ at: at(150), uuids: [C.uuid, A.uuid] }] },
      [A],
    ],
    ['its list shows what was listed before', showing(B), {}, [A]],
    ['its list shows more than a host pulls', showing(A, checkpoint(61)), {}, [A]],
  ])('and not where %s', (_, standing, other, seen) => {
    expect(why(standing, other, seen)).toBeNull()
  })

  it('of the first start that is named, where it began behind what was seen last', () => {
    expect(why(started, { deployedBefore: null, observedAt: at(149) })).toBe('pulled')
  })

  it('of another start, whose list shows only what was made since, or one that is older', () => {
    expect([why(showing()), why(showing(A)), why(showing(A, C))]).toEqual(['pulled', 'pulled', 'pulled'])
  })

  it('and not where its storage held anything while the start was provisioned', () => {
    const pipeline = { name: 'orders', id: timedUuid(0), deploymentId: timedUuid(150) }
    const held = (deploymentStatus: string, ...checkpoints: Listing) =>
      hasPulledNothing(
        having(B),
        { ...pipeline, deploymentStatus, details: { kind: 'listed', checkpoints } },
        1,
      )
    expect([held('Provisioning', A), held('Provisioning'), held('Running', A)]).toEqual([true, false, false])
    expect(hasPulledNothing(having(B), { ...pipeline, deploymentStatus: 'Provisioning' }, 1)).toBe(false)
  })

  it('where what was seen and not believed was another one, or was seen behind that start', () => {
    expect(why(started, { listedSince: [{ at: at(150), uuids: [C.uuid] }] })).toBe('pulled')
    expect(why(started, { listedSince: [{ at: at(151), uuids: [A.uuid] }] })).toBe('pulled')
  })

  it('where the last look that listed it was behind that start', () => {
    const listedBefore = having(A).listed.map((one) => ({ ...one, firstSeenAt: at(151) }))
    expect(why(started, { listedBefore })).toBe('pulled')
  })

  it('where the feed does not reach as far as that start', () => {
    expect(why(started, { toldUntil: at(149) })).toBe('pulled')
  })
})
