import { describe, expect, it } from 'vitest'
import {
  type Cause,
  endedBy,
  hasPulledNothing,
  isCleared,
  isPulled,
  isStandby,
  madeBy,
  makingOf,
  recreationIn,
  retirementBy,
} from '../../../lambdas/domain/comparing/causes.ts'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import type { Instant } from '../../../lambdas/domain/instant.ts'
import { DEFAULT_POLICY } from '../../../lambdas/domain/policy.ts'
import type { ListedPipeline, Standing } from '../../../lambdas/domain/standing.ts'
import { NOTHING_YET, type State } from '../../../lambdas/domain/state.ts'
import { at, checkpoint, timedUuid, u64, uuid } from '../../support/listings.ts'

const [A, B, C] = [checkpoint(60), checkpoint(120), checkpoint(180)] as const
const UNTIMED = uuid('00000000-0000-4000-8000-000000000001')
const having = (...all: Listing): State => ({
  ...NOTHING_YET,
  epoch: 'e1',
  listed: all.map((one, i) => ({ ...one, firstSeenAt: at(100 * (i + 1)), recordedSeq: i + 1 })),
})
const present = (pipeline: Partial<ListedPipeline>): Standing => ({
  kind: 'present',
  pipeline: { name: 'orders', id: timedUuid(0), ...pipeline },
})
const ABSENT: Standing = { kind: 'unknown' }

it('storage is cleared where the source says that it is, or is being', () => {
  expect(['Cleared', 'Clearing', 'InUse', undefined].map(isCleared)).toEqual([true, true, false, false])
})

it('a pipeline is another one where the list has its name with another id', () => {
  const now = timedUuid(5)
  expect(recreationIn('e1', present({ id: now }))).toEqual({ kind: 'pipeline-recreated', to: now })
  expect(recreationIn(now, present({ id: now }))).toBeNull()
  expect(recreationIn(null, present({ id: now }))).toBeNull()
  expect(recreationIn('e1', ABSENT)).toBeNull()
})

describe('what the other pipeline of this name made itself', () => {
  const recreated = (seconds: number): Cause => ({ kind: 'pipeline-recreated', to: timedUuid(seconds) })

  it('was made and first seen after it was created', () => {
    const made = (seconds: number, believed = having(A, B, C)) =>
      madeBy(recreated(seconds), believed, at(0)).map(({ uuid: of }) => of)
    expect(made(110)).toEqual([B.uuid, C.uuid])
    expect(made(120)).toEqual([C.uuid])
    expect(made(0)).toEqual([A.uuid, B.uuid, C.uuid])
    // First seen at 100, whatever its UUID says.
    expect(made(100, having(C))).toEqual([])
    expect(made(50, having({ ...A, uuid: UNTIMED }))).toEqual([])
  })

  it('is nothing where it claims to be from before our first look, carries no time, or is no other', () => {
    expect(madeBy(recreated(110), having(A, B), at(110))).toHaveLength(1)
    expect(madeBy(recreated(110), having(A, B), at(111))).toEqual([])
    expect(madeBy({ kind: 'pipeline-recreated', to: UNTIMED }, having(A, B), at(0))).toEqual([])
    expect(madeBy({ kind: 'pipeline-removed' }, having(A, B), at(0))).toEqual([])
  })
})

describe('what the source says became of a pipeline', () => {
  const told = { policy: DEFAULT_POLICY, lastSeenAt: at(150), via: null, lost: new Set<string>() }
  const life = (one: typeof A, seq: number, firstSeenAt: string, lastSeenAt: string) => ({
    ...fieldsOf(one),
    first_seen_at: firstSeenAt,
    last_seen_at: lastSeenAt,
    recorded_seq: String(seq),
  })

  it.each<[Cause, object]>([
    [{ kind: 'storage-cleared', storageStatus: 'Clearing' }, { storage_status: 'Clearing' }],
    [{ kind: 'pipeline-removed' }, { pipeline_id: 'e1' }],
    [
      { kind: 'pipeline-recreated', to: timedUuid(9) },
      { from: 'e1', to: timedUuid(9) },
    ],
    [
      { kind: 'pipeline-renamed', to: 'bills' },
      { pipeline_id: 'e1', to: 'bills' },
    ],
  ])('ends what was listed, and says so: $kind', (cause, members) => {
    const events = endedBy(cause, having(A, B), [], told)
    expect(events).toEqual([
      {
        kind: cause.kind,
        severity: cause.kind === 'pipeline-renamed' ? 'info' : 'warning',
        data: { ...members, cleared: '2' },
      },
      {
        kind: 'checkpoint-cleared',
        severity: 'silent',
        uuid: A.uuid,
        data: { ...life(A, 1, at(100), at(150)), cause: cause.kind },
      },
      {
        kind: 'checkpoint-cleared',
        severity: 'silent',
        uuid: B.uuid,
        data: { ...life(B, 2, at(200), at(200)), cause: cause.kind },
      },
    ])
  })

  it('ends nothing that is still there, and what was shown to be lost before is lost', () => {
    const events = endedBy({ kind: 'pipeline-removed' }, having(A, B, C), [C], {
      ...told,
      lost: new Set([`gone ${A.uuid}`]),
    })
    expect(events.map(({ kind, uuid: of, data }) => [kind, of, data['cleared']])).toEqual([
      ['checkpoint-missing', A.uuid, undefined],
      ['pipeline-removed', undefined, '1'],
      ['checkpoint-cleared', B.uuid, undefined],
    ])
    expect(events[0]?.data).toEqual({ ...life(A, 1, at(100), at(150)), keep_last: '2' })
  })
})

it('under which start and versions something is made is what the list says, as far as it does', () => {
  expect(makingOf(ABSENT)).toBeNull()
  expect(makingOf(present({}))).toEqual({ program: null, platform: null, deployment: null })
  const said = { programVersion: u64('7'), platformVersion: 'p', deploymentId: timedUuid(1) }
  expect(makingOf(present(said))).toEqual({ program: '7', platform: 'p', deployment: timedUuid(1) })
})

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
    stoppedAt: null,
    wasStandby: false,
    toldUntil: null,
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
    ['it is the same start', started, { deployedBefore: timedUuid(150) }, [A]],
    ['the feed tells of all until that start, and told of no clearing', started, { toldUntil: at(150) }, [A]],
    ['nothing was pulled', started, {}, [B]],
    ['the list has shown that that start pulled nothing', started, { unpulled: timedUuid(150) }, [A]],
    ['its list shows what was listed before', showing(B), {}, [A]],
    ['its list shows more than a host pulls', showing(A, checkpoint(61)), {}, [A]],
  ])('and not where %s', (_, standing, other, seen) => {
    expect(why(standing, other, seen)).toBeNull()
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

  it('where the feed does not reach as far as that start', () => {
    expect(why(started, { toldUntil: at(149) })).toBe('pulled')
  })
})
