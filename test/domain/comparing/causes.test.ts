import { describe, expect, it } from 'vitest'
import {
  type Cause,
  creationIn,
  endedBy,
  isCleared,
  madeBy,
  makingOf,
  recreationIn,
} from '../../../lambdas/domain/comparing/causes.ts'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import { DEFAULT_POLICY } from '../../../lambdas/domain/policy.ts'
import type { Standing } from '../../../lambdas/domain/standing.ts'
import { at, checkpoint, timedUuid, u64, uuid } from '../../support/listings.ts'
import { having, present } from '../../support/standings.ts'

const [A, B, C] = [checkpoint(60), checkpoint(120), checkpoint(180)] as const
const UNTIMED = uuid('00000000-0000-4000-8000-000000000001')
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

describe('an id that becomes known for the first time', () => {
  // First seen at 100 and 200.
  const believed = { ...having(A, B), epoch: null }
  const told = { seen: [C], observedAt: at(300), clockAheadMs: 0 }
  const id = timedUuid(400)

  it('is of another pipeline where it is of after the last answer, and nothing of that is listed', () => {
    expect(creationIn(believed, present({ id }), told)).toEqual({ kind: 'pipeline-recreated', to: id })
    expect(creationIn(believed, present({ id }), { ...told, seen: [B, C] })).toBeNull()
    const details = { kind: 'listed', checkpoints: [A] } as const
    expect(creationIn(believed, present({ id, details }), told)).toBeNull()
    expect(creationIn(believed, ABSENT, told)).toBeNull()
  })

  it('is of the same where it is of before the last answer, or of before what a later one showed', () => {
    expect(creationIn(believed, present({ id }), { ...told, observedAt: at(401) })).toBeNull()
    const early = timedUuid(150)
    expect(creationIn(believed, present({ id: early }), { ...told, observedAt: at(120) })).toBeNull()
    expect(creationIn(believed, present({ id }), { ...told, observedAt: null })).toBeNull()
  })

  it('is read by the clock of its source, and says nothing without a time', () => {
    expect(creationIn(believed, present({ id }), { ...told, clockAheadMs: 150_000 })).toBeNull()
    expect(creationIn(believed, present({ id: UNTIMED }), told)).toBeNull()
  })

  it('says nothing where there is nothing that could have gone, or where an id was known', () => {
    expect(creationIn({ ...having(), epoch: null }, present({ id }), told)).toBeNull()
    expect(creationIn(having(A), present({ id }), told)).toBeNull()
  })
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
