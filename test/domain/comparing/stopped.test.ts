import { describe, expect, it } from 'vitest'
import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import {
  isRunning,
  isStopped,
  lastingUntil,
  seenStopped,
  sinceAnswered,
} from '../../../lambdas/domain/comparing/stopped.ts'
import type { ListedPipeline } from '../../../lambdas/domain/standing.ts'
import type { State } from '../../../lambdas/domain/state.ts'
import { at, checkpoint, timedUuid, u64 } from '../../support/listings.ts'

const [A, B, C, D] = [checkpoint(60), checkpoint(120), checkpoint(180), checkpoint(240)] as const
const PIPELINE: ListedPipeline = {
  name: 'orders',
  id: timedUuid(0),
  deploymentStatus: 'Stopped',
  storageStatus: 'InUse',
}
const having = (...all: Listing): State['listed'] =>
  all.map((one, i) => ({ ...one, firstSeenAt: at(0), recordedSeq: i + 1 }))
const FEW = 'the pipeline is stopped, and the source’s list of its checkpoints is older than what was seen'

function seen(
  believed: Listing,
  shown: Listing,
  shownNewest = B.uuid,
  open: readonly string[] = [],
  lasting: ReadonlySet<Uuid> = new Set(),
) {
  const details = { kind: 'listed', checkpoints: shown } as const
  const found = seenStopped({ ...PIPELINE, details }, believed, { shownNewest, open, lasting })
  return found.kind === 'listed' ? found.checkpoints : found.detail
}

describe('a status', () => {
  it.each(['Running', 'Something new', undefined])('of %s may make checkpoints', (deploymentStatus) => {
    expect(isRunning(statused(deploymentStatus))).toBe(true)
    expect(isStopped(statused(deploymentStatus))).toBe(false)
  })

  it.each([
    'Stopped',
    'Provisioning',
    'Unavailable',
    'Coordination',
    'Standby',
    'AwaitingApproval',
    'Initializing',
    'Bootstrapping',
    'ConcurrentBootstrapping',
    'Synchronizing',
    'Replaying',
    'Paused',
    'Suspended',
    'Stopping',
  ])('of %s makes none', (deploymentStatus) => {
    expect(isRunning(statused(deploymentStatus))).toBe(false)
    expect(isStopped(statused(deploymentStatus))).toBe(deploymentStatus === 'Stopped')
  })

  function statused(deploymentStatus: string | undefined): ListedPipeline {
    const { deploymentStatus: _, ...rest } = PIPELINE
    return deploymentStatus === undefined ? rest : { ...rest, deploymentStatus }
  }
})

describe('a stopped pipeline', () => {
  const nothing = { shownNewest: null, open: [], lasting: new Set<Uuid>() }

  it.each(['Cleared', 'Clearing'])('has no checkpoints where its storage is %s', (storageStatus) => {
    const details = { kind: 'listed', checkpoints: [A] } as const
    expect(seenStopped({ ...PIPELINE, storageStatus, details }, having(A), nothing)).toEqual({
      kind: 'listed',
      checkpoints: [],
    })
  })

  it.each<[string, Partial<ListedPipeline>]>([
    ['the list says nothing of its checkpoints', {}],
    [
      'its storage is of a status that we do not know',
      { storageStatus: 'Moved', details: { kind: 'listed', checkpoints: [A] } },
    ],
  ])('is not seen where %s', (_, other) => {
    expect(seenStopped({ ...PIPELINE, ...other }, having(A), nothing)).toEqual({
      kind: 'unobservable',
      reason: 'stopped',
      detail: 'the pipeline is stopped, and the source’s list says nothing of its checkpoints',
    })
  })

  it('is not seen where its part of the list is no list', () => {
    const details = { kind: 'unobservable', reason: 'malformed', detail: 'x' } as const
    expect(seenStopped({ ...PIPELINE, details }, having(A), nothing)).toBe(details)
  })

  it('is as the list shows it, where that lacks nothing', () => {
    expect(seen(having(A, B), [A, B])).toEqual([A, B])
    expect(seen(having(A, B), [A, B, C])).toEqual([A, B, C])
    expect(seen(having(), [])).toEqual([])
  })

  it('has lost what the list once showed and lacks now', () => {
    expect(seen(having(A, B), [B])).toEqual([B])
    expect(seen(having(A, B), [A])).toEqual([A])
    expect(seen(having(A, B), [])).toEqual([])
  })

  it('is not seen where the list lacks only the newest, and never had them', () => {
    expect(seen(having(A, B, C), [A, B])).toBe(FEW)
    expect(seen(having(A, B, C, D), [A, B])).toBe(FEW)
  })

  it('has lost them all the same where it lacked them itself, as every answer agreed', () => {
    expect(seen(having(A, B, C), [A, B], B.uuid, [`gone ${C.uuid}`])).toEqual([A, B])
    expect(seen(having(A, B, C), [A, B], B.uuid, [`last gone ${C.uuid}`])).toBe(FEW)
  })

  it('has lost them where the list had the time to show them: it was seen to run on for longer than that lags', () => {
    const lasting = (seconds: number) => lastingUntil(having(C), at(seconds))
    expect([[...lastingUntil(having(C), null)], [...lasting(20)], [...lasting(20.1)]]).toEqual([
      [],
      [],
      [C.uuid],
    ])
    expect(seen(having(A, B, C), [A, B], B.uuid, [], lasting(20.1))).toEqual([A, B])
  })

  it('has lost what the list shows newer ones of', () => {
    expect(seen(having(A, B, C), [A, B, D])).toEqual([A, B, D])
  })

  it('may have them still, where the list shows that others are gone which the last look may have lacked', () => {
    const found = seen(having(A, B, C), [B], B.uuid, [`last gone ${A.uuid}`])
    expect(found).toEqual([B, C])
    expect(Object.keys(found[1] ?? {})).not.toContain('recordedSeq')
  })

  it('has lost them where the list lacks others that the last look still had: it is of since that look', () => {
    expect(seen(having(A, B, C), [B])).toEqual([B])
    expect(seen(having(A, B, C), [])).toEqual([])
    expect(seen(having(A, B, C, D), [A], C.uuid)).toEqual([A])
  })

  it('of several hosts may have them still all the same: one may have been away', () => {
    const [one, other] = [300, 300.1].map((s) => checkpoint(s, { steps: u64('7') }))
    if (one === undefined || other === undefined) throw new Error('no checkpoints')
    expect(seen(having(one, other, D), [other], other.uuid)).not.toEqual([other])
  })

  it('that has answered itself since is known by that answer: what it lacked is open, and what is new may be untold', () => {
    const { listed, lacked } = sinceAnswered(having(A, B, C), [A, D])
    expect([listed.map(({ uuid }) => uuid), lacked]).toEqual([
      [A, B, C, D].map(({ uuid }) => uuid),
      [B, C].map(({ uuid }) => `gone ${uuid}`),
    ])
    expect(seen(listed, [A], B.uuid, lacked)).toEqual([A, D])
    expect(sinceAnswered(having(A), [])).toEqual({ listed: having(A), lacked: [] })
  })

  it('whose list never showed anything shows nothing of the newest', () => {
    const details = { kind: 'listed', checkpoints: [] } as const
    expect(seenStopped({ ...PIPELINE, details }, having(A), nothing)).toMatchObject({ detail: FEW })
  })

  it('of several hosts may be shown to have what one of them made, while the others are not', () => {
    const [older, newer] = [0, 0.1].map((s) => checkpoint(300 + s, { steps: u64('7') }))
    if (older === undefined || newer === undefined) throw new Error('no checkpoints')
    expect(seen(having(A, older, newer), [A, newer], newer.uuid)).toBe(FEW)
    const alone = checkpoint(300, { steps: u64('8') })
    expect(seen(having(A, alone, newer), [A, newer], newer.uuid)).toEqual([A, newer])
  })
})
