import type { CheckpointMetadata, Uuid } from './checkpoint.ts'
import type { Copies, Copy } from './copies.ts'
import { NO_FAULTS } from './copies.ts'
import { lateness, ownership } from './copy-circumstances.ts'
import { differs } from './copy-difference.ts'
import { endings } from './copy-endings.ts'
import { type CopyEvent, copyEvent, objectsNamed } from './copy-event.ts'
import { faultsTold } from './copy-faults.ts'
import type { CopyRetention } from './copy-retention.ts'
import { fieldsOf } from './event-data.ts'
import type { Instant } from './instant.ts'
import { isFaulty, RUNGS, type Rung, rungOf, type SeenCopy, type SeenStore } from './stored-copy.ts'

/** What is known of the pipeline apart from its store, and what its owner expects. */
export interface Expected {
  /** As the pipeline's own answers showed them: those that the ledger still knows. */
  readonly checkpoints: ReadonlyMap<Uuid, CheckpointMetadata>
  /** What `owner.json` should say; null: whatever it said first. */
  readonly owner: string | null
  readonly retention: CopyRetention
  /** How old the newest copy may be; null: any age. */
  readonly staleAfterMs: number | null
}

export interface Climbed {
  readonly events: readonly CopyEvent[]
  readonly copies: Copies
}

// An alert stands in the ledger for as long as it is open; only the recognition of what comes back is bounded.
const MISSING_KEPT = 200

/**
 * What a check of a store means (CONTRACT §8): every copy climbs `synced`, `complete`, `verified`, or what is wrong with it is told once.
 * A copy never comes down for want of an answer: only for what was seen to be missing, damaged or changed.
 */
export function climb(believed: Copies, seen: SeenStore, expected: Expected, at: Instant): Climbed {
  const known = new Map([...believed.missing, ...believed.copies].map((copy) => [copy.checkpoint.uuid, copy]))
  const isMissing = new Set(believed.missing.map(({ checkpoint }) => checkpoint.uuid))
  const steps = seen.copies.map((copy) => {
    const { uuid } = copy.checkpoint
    return step(known.get(uuid), isMissing.has(uuid), copy, expected.checkpoints.get(uuid), at)
  })
  const there = steps.map(({ copy }) => copy)
  const ended = endings(believed, seen, there, expected.retention, at)
  const owner = ownership(believed, seen.owner, expected.owner)
  const late = lateness(believed, [...ended.kept, ...there], expected.staleAfterMs, at)
  const seenAgain = new Set(there.map(({ checkpoint }) => checkpoint.uuid))
  const damaged = seen.damaged.map(({ object }) => object)
  const broken = seen.damaged.filter(({ object }) => !believed.damaged.includes(object))
  return {
    events: [
      ...steps.flatMap(({ events }) => events),
      ...ended.events,
      ...(broken.length === 0 ? [] : [copyEvent('copy-corrupt', undefined, objectsNamed(seen.damaged))]),
      ...owner.events,
      ...late.events,
    ],
    copies: {
      since: believed.since,
      copies: [...ended.kept, ...there],
      missing: [
        ...believed.missing.filter(({ checkpoint }) => !seenAgain.has(checkpoint.uuid)),
        ...ended.missing,
      ].slice(-MISSING_KEPT),
      owner: owner.owner,
      otherOwner: owner.otherOwner,
      isLate: late.isLate,
      damaged,
    },
  }
}

function step(
  believed: Copy | undefined,
  wasMissing: boolean,
  seen: SeenCopy,
  shown: CheckpointMetadata | undefined,
  at: Instant,
): { readonly events: readonly CopyEvent[]; readonly copy: Copy } {
  const { checkpoint, host } = seen
  const before = wasMissing ? undefined : believed
  const rung = shown !== undefined && differs(shown, checkpoint).length > 0 ? 'listed' : rungNow(before, seen)
  const faults = faultsTold(believed?.told ?? NO_FAULTS, seen, shown)
  const data = { ...fieldsOf(checkpoint), host, durability: rung }
  const climbed = heightOf(rung) - heightOf(before?.rung ?? 'listed')
  return {
    events: [
      // Each rung below the last is said by the same kind: what it reached stands in it.
      ...(climbed > 0 && (rung !== 'verified' || heightOf(before?.rung ?? 'listed') < 1)
        ? [copyEvent('copy-synced', checkpoint.uuid, data)]
        : []),
      ...(climbed > 0 && rung === 'verified' ? [copyEvent('copy-verified', checkpoint.uuid, data)] : []),
      ...faults.events,
    ],
    copy: { checkpoint, host, firstSeenAt: believed?.firstSeenAt ?? at, rung, told: faults.told },
  }
}

function rungNow(before: Copy | undefined, seen: SeenCopy): Rung {
  const rung = rungOf(seen)
  const last = before?.rung ?? 'listed'
  return last !== 'listed' && !isFaulty(seen) && heightOf(last) > heightOf(rung) ? last : rung
}

function heightOf(rung: Copy['rung']): number {
  return rung === 'listed' ? 0 : RUNGS.indexOf(rung) + 1
}
