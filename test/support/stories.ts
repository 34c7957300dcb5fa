import fc from 'fast-check'
import type { CheckpointMetadata, Uuid } from '../../lambdas/domain/checkpoint.ts'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { fieldsOf } from '../../lambdas/domain/event-data.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { sealEvents } from './believing.ts'
import { at, checkpoint, u64, uuid } from './listings.ts'

/** One thing that happens to a pipeline; `pick` chooses among those it can happen to. */
export type Happening = { readonly what: What; readonly pick: number }
const WHATS = ['record', 'retire', 'lose', 'clear', 'reappear', 'change'] as const
type What = (typeof WHATS)[number]

/** What a naive reader who saw every entry would know of one checkpoint. */
export interface Remembered {
  readonly uuid: Uuid
  readonly recordedSeq: number
  status: 'listed' | 'retired' | 'missing' | 'cleared'
  size: string | null
  endedSeq: number | null
  readonly events: string[]
}

export interface Told {
  readonly ledger: Ledger
  /** In order of recording, oldest first. */
  readonly remembered: readonly Remembered[]
  readonly entries: readonly Sealed[]
}

/** Seconds between the entries of a story. */
export const STEP_SECONDS = 60

const happening = fc.record({
  what: fc.oneof(
    { weight: 4, arbitrary: fc.constant<What>('record') },
    { weight: 5, arbitrary: fc.constantFrom(...WHATS) },
  ),
  pick: fc.nat({ max: 1_000 }),
})

/** Entries of one or more happenings each: recorded in and out of UUID order, ended, seen again, changed. */
export const stories = fc.array(fc.array(happening, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 40,
})

/** Puts the story into a ledger, and remembers it the simple way. */
export async function tell(story: readonly (readonly Happening[])[]): Promise<Told> {
  const ledger = createMemoryLedger()
  const remembered: Remembered[] = []
  const entries: Sealed[] = []
  for (const [i, happenings] of story.entries()) {
    const before = entries.at(-1)
    const touched = new Set<Uuid>()
    const events = happenings.flatMap((one): readonly LedgerEvent[] => {
      const event = eventOf(one, remembered, before, touched)
      return event === undefined ? [] : [event]
    })
    for (const sealed of sealEvents(before, events, i * STEP_SECONDS)) {
      await ledger.append(sealed)
      entries.push(sealed)
      remember(remembered, sealed)
    }
  }
  return { ledger, remembered, entries }
}

function eventOf(
  { what, pick }: Happening,
  remembered: readonly Remembered[],
  before: Sealed | undefined,
  touched: Set<Uuid>,
): LedgerEvent | undefined {
  const listed = before?.state.listed ?? []
  const choose = <T extends { readonly uuid: Uuid }>(from: readonly T[]): T | undefined => {
    const free = from.filter((one) => !touched.has(one.uuid))
    const chosen = free[pick % Math.max(1, free.length)]
    if (chosen !== undefined) touched.add(chosen.uuid)
    return chosen
  }
  if (what === 'record') {
    const one = fresh(pick)
    if (touched.has(one.uuid) || remembered.some((known) => known.uuid === one.uuid)) return undefined
    touched.add(one.uuid)
    return { kind: 'checkpoint-recorded', severity: 'silent', uuid: one.uuid, data: fieldsOf(one) }
  }
  if (what === 'reappear') {
    const again = choose(remembered.filter(({ status }) => status !== 'listed'))
    if (again === undefined) return undefined
    const shown = { ...fresh(0), uuid: again.uuid, size: again.size === null ? null : u64(again.size) }
    const data = {
      ...fieldsOf(shown),
      was: again.status,
      ended_at: at(0),
      first_seen_at: at(0),
      recorded_seq: String(again.recordedSeq),
    }
    return { kind: 'checkpoint-reappeared', severity: 'info', uuid: again.uuid, data }
  }
  const one = choose(listed)
  if (one === undefined) return undefined
  if (what === 'change') {
    const to = { ...one, size: u64(String(pick)) }
    const data = { from: fieldsOf(one), to: fieldsOf(to) }
    return { kind: 'metadata-changed', severity: 'warning', uuid: one.uuid, data }
  }
  const data = {
    ...fieldsOf(one),
    first_seen_at: one.firstSeenAt,
    last_seen_at: before?.entry.at ?? one.firstSeenAt,
    recorded_seq: String(one.recordedSeq),
    newer_listed: '0',
    keep_last: '2',
  }
  const kind = ENDING[what]
  const severity = what === 'lose' ? 'critical' : 'silent'
  return { kind, severity, uuid: one.uuid, data }
}

const ENDING = {
  retire: 'checkpoint-retired',
  lose: 'checkpoint-missing',
  clear: 'checkpoint-cleared',
} as const
const ENDED = {
  'checkpoint-retired': 'retired',
  'checkpoint-missing': 'missing',
  'checkpoint-cleared': 'cleared',
} as const

const A_MONTH_SECONDS = 30 * 86_400

/** One in ten has a UUID without a time, one in ten comes from a host whose clock is a month ahead. */
function fresh(pick: number): CheckpointMetadata {
  const one = checkpoint(pick)
  if (pick % 10 === 8) return checkpoint(pick + A_MONTH_SECONDS)
  if (pick % 10 !== 9) return one
  return { ...one, uuid: uuid(`${pick.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`) }
}

function remember(remembered: Remembered[], { entry }: Sealed): void {
  for (const event of entry.events) {
    const { kind, data } = event
    if (event.uuid === undefined) continue
    if (kind === 'checkpoint-recorded') {
      remembered.push({
        uuid: event.uuid,
        recordedSeq: entry.seq,
        status: 'listed',
        size: sizeIn(data),
        endedSeq: null,
        events: [],
      })
    }
    const known = remembered.find((one) => one.uuid === event.uuid)
    if (known === undefined) continue
    known.events.push(`${entry.seq} ${kind}`)
    if (kind === 'checkpoint-retired' || kind === 'checkpoint-missing' || kind === 'checkpoint-cleared') {
      known.status = ENDED[kind]
      known.endedSeq = entry.seq
    }
    if (kind === 'checkpoint-reappeared') {
      known.status = 'listed'
      known.endedSeq = null
    }
    if (kind === 'metadata-changed') known.size = sizeIn(data['to'])
  }
}

function sizeIn(data: unknown): string | null {
  const size: unknown = typeof data === 'object' && data !== null && 'size' in data ? data.size : null
  return typeof size === 'string' ? size : null
}
