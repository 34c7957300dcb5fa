import type { CheckpointMetadata, Uuid } from '../checkpoint.ts'
import { fieldsOf } from '../event-data.ts'
import type { Instant } from '../instant.ts'
import type { Copies, Copy } from './copies.ts'
import { NO_FAULTS } from './copies.ts'
import { lateness, ownership } from './copy-circumstances.ts'
import { differs } from './copy-difference.ts'
import { endings } from './copy-endings.ts'
import { type CopyEvent, copyEvent, firstOf, mended, objectsNamed } from './copy-event.ts'
import { faultsTold } from './copy-faults.ts'
import { afterCopyEvent } from './copy-fold.ts'
import type { CopyRetention } from './copy-retention.ts'
import { HEIGHTS, isFaulty, rungOf, type SeenCopy, type SeenStore } from './stored-copy.ts'

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
  /** After them. */
  readonly copies: Copies
}

/**
 * What a check of a store means (CONTRACT §8): every copy climbs `synced`, `complete`, `verified`, or what is wrong with it is told once.
 * A copy never comes down for want of an answer: only for what was seen to be missing, damaged or changed.
 */
export function climb(believed: Copies, seen: SeenStore, expected: Expected, at: Instant): Climbed {
  const events = told(believed, seen, expected, at)
  return { events, copies: events.reduce((copies, event) => afterCopyEvent(copies, event, at), believed) }
}

function told(believed: Copies, seen: SeenStore, expected: Expected, at: Instant): readonly CopyEvent[] {
  const known = new Map([...believed.missing, ...believed.copies].map((copy) => [copy.checkpoint.uuid, copy]))
  const isMissing = new Set(believed.missing.map(({ checkpoint }) => checkpoint.uuid))
  const steps = seen.copies.map((copy) => {
    const { uuid } = copy.checkpoint
    const shown = expected.checkpoints.get(uuid)
    return step(known.get(uuid), isMissing.has(uuid), copy, shown, { owner: seen.owner, at })
  })
  const there = steps.map(({ copy }) => copy)
  const ended = endings(believed, seen, there, expected.retention, at)
  return [
    ...steps.flatMap(({ events }) => events),
    ...ended.events,
    ...catalogsTold(believed, seen),
    ...ownership(believed, seen.owner, expected.owner),
    ...lateness(believed, [...ended.kept, ...there], expected.staleAfterMs, at),
  ]
}

/** Damage of no single copy. */
function catalogsTold({ damaged: before }: Copies, { damaged, unverified }: SeenStore): readonly CopyEvent[] {
  const isNew = firstOf(damaged).some(({ object }) => !before.includes(object))
  if (isNew) return [copyEvent('copy-corrupt', undefined, objectsNamed(damaged))]
  const isUndecided = unverified.some(({ object }) => before.includes(object))
  return before.length > 0 && damaged.length === 0 && !isUndecided
    ? [mended('copy-corrupt', undefined, {})]
    : []
}

function step(
  believed: Copy | undefined,
  wasMissing: boolean,
  seen: SeenCopy,
  shown: CheckpointMetadata | undefined,
  { owner, at }: { readonly owner: string | null; readonly at: Instant },
): { readonly events: readonly CopyEvent[]; readonly copy: Copy } {
  const { checkpoint, host } = seen
  const { uuid } = checkpoint
  const before = wasMissing ? undefined : believed
  const rung = shown !== undefined && differs(shown, checkpoint).length > 0 ? 'listed' : rungNow(before, seen)
  const data = { ...fieldsOf(checkpoint), host, durability: rung }
  const last = heightOf(before?.rung ?? 'listed')
  const climbed = heightOf(rung) > last
  const first = { ...data, ...(owner === null ? {} : { owner }) }
  return {
    events: [
      ...(wasMissing ? [mended('copy-missing', uuid, data)] : []),
      // Each rung below the last is said by the same kind: what it reached stands in it.
      ...(climbed && (rung !== 'verified' || last < 1) ? [copyEvent('copy-synced', uuid, first)] : []),
      ...(climbed && rung === 'verified' ? [copyEvent('copy-verified', uuid, data)] : []),
      ...faultsTold(believed?.told ?? NO_FAULTS, seen, shown, data),
    ],
    copy: { checkpoint, host, firstSeenAt: believed?.firstSeenAt ?? at, rung, told: NO_FAULTS },
  }
}

function rungNow(before: Copy | undefined, seen: SeenCopy): Copy['rung'] {
  const rung = rungOf(seen)
  const last = before?.rung ?? 'listed'
  return !isFaulty(seen) && heightOf(last) > heightOf(rung) ? last : rung
}

function heightOf(rung: Copy['rung']): number {
  return HEIGHTS.indexOf(rung)
}
