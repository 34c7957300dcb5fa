import type { Uuid } from '../../domain/checkpoint.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Copies, Copy } from '../../domain/copies/copies.ts'
import { type CopyEvent, copyEvent } from '../../domain/copies/copy-event.ts'
import { fieldsOf } from '../../domain/event-data.ts'
import { instant } from '../../domain/instant.ts'
import { errorText } from '../../domain/log-line.ts'
import { type Keeping, type KeepingRefused, keepCheckpoint } from '../../stores/keeping/keep.ts'
import type { Remembered } from '../../stores/looking/remembered.ts'
import { StoreFailure } from '../../stores/store-reader.ts'
import { withinTime } from '../../stores/within-time.ts'
import type { RecorderLog } from '../log.ts'
import type { KeptIn, OpenKept } from './kept-in.ts'
import type { OpenStore } from './open-configured.ts'
import type { StoreTask } from './store-task.ts'
import { type ToBeKept, toBeKept } from './to-be-kept.ts'

export interface KeepingPorts {
  readonly open: OpenStore
  readonly openKept: OpenKept
  readonly clock: Clock
  readonly log: RecorderLog
  /** Until when a store may be read. */
  readonly endMs: number
}

export interface CopiesKept {
  /** `copy-kept` of each that is kept now, oldest first. */
  readonly events: readonly CopyEvent[]
  /** The time was up: the next run goes on. */
  readonly isDeferred: boolean
}

const NOTHING_KEPT: CopiesKept = { events: [], isDeferred: false }

// What goes through us is held by 16 MiB per object, and four stores are at it at once; what S3 itself copies is not held at all.
const THROUGH_US = 4
const WITHIN_S3 = 16

/**
 * Keeps what was verified and is not known to be kept, the newest first. Where nothing of that kind is there the archive is asked nothing.
 * What store or archive refuse is logged, and tried again with the next check: pipelines and stores are recorded all the same.
 */
export async function keepCopies(
  ports: KeepingPorts,
  task: StoreTask,
  copies: Copies | undefined,
  remembered: Remembered,
): Promise<CopiesKept> {
  const { keepCopyMs } = task.store
  if (keepCopyMs === null || copies === undefined) return NOTHING_KEPT
  const left = toBeKept(copies, remembered)
  if (left.length === 0) return NOTHING_KEPT
  const events: CopyEvent[] = []
  const refused: Refused[] = []
  let isDeferred = false
  try {
    const into = await ports.openKept(task)
    const timed = withinTime(await ports.open(task.store), ports.clock, ports.endMs)
    for (const one of left) {
      const keeping = await keepOne(ports, task, { into, reader: timed.reader, keepCopyMs }, one, remembered)
      if (keeping.kind === 'kept') events.unshift(keptEvent(one.copy, keeping))
      if (keeping.kind === 'refused') refused.push({ ...keeping, uuid: one.copy.checkpoint.uuid })
      isDeferred = keeping.kind === 'partly'
      if (isDeferred) break
    }
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error
    // What it says of the time that is up is no failure.
    isDeferred = ports.clock.now() >= ports.endMs
    if (!isDeferred) ports.log({ name: 'store-failed', store: task.ledger, error: errorText(error) })
  }
  tell(ports.log, task.ledger, refused)
  return { events, isDeferred }
}

async function keepOne(
  { clock, endMs }: KeepingPorts,
  { pipeline, store }: StoreTask,
  {
    into,
    reader,
    keepCopyMs,
  }: {
    readonly into: KeptIn | undefined
    readonly reader: Awaited<ReturnType<OpenStore>>
    readonly keepCopyMs: number
  },
  { copy, objects }: ToBeKept,
  remembered: Remembered,
): Promise<Keeping> {
  if (into === undefined) return { kind: 'refused', why: `no path can be made of ${pipeline}`, lasts: true }
  if (clock.now() >= endMs) return { kind: 'partly', done: 0, of: objects.length }
  const { places, storeInS3 } = into
  const inFlight = storeInS3 === null ? THROUGH_US : WITHIN_S3
  return keepCheckpoint(
    { store: reader, storeInS3, places, clock, inFlight, progress: () => {} },
    {
      pipeline,
      checkpoint: copy.checkpoint,
      host: copy.host,
      hosts: remembered.catalogs.size,
      objects,
      depth: store.deep ? 'blocks' : 'trailer',
      lockUntil: instant(clock.now() + keepCopyMs),
      deadlineMs: endMs,
    },
  )
}

/** Names the record, so that the log vouches for it. */
function keptEvent(
  { checkpoint, host, rung }: Copy,
  { object, sha256, copy }: Extract<Keeping, { kind: 'kept' }>,
): CopyEvent {
  const data = { ...fieldsOf(checkpoint), host, durability: rung, until: copy.lockUntil, object, sha256 }
  return copyEvent('copy-kept', checkpoint.uuid, data)
}

interface Refused extends KeepingRefused {
  readonly uuid: Uuid
}

/** One line per check, whatever the number of copies: what only a person can mend is counted for the alarm. */
function tell(log: RecorderLog, store: string, refused: readonly Refused[]): void {
  const first = refused.find(({ lasts }) => lasts) ?? refused[0]
  if (first === undefined) return
  const { uuid, why, lasts } = first
  const copies = refused.length
  if (lasts)
    log({ name: 'store-failed', store, error: `${uuid} cannot be kept: ${why} (copies refused: ${copies})` })
  else log({ name: 'copy-not-kept', store, uuid, copies, why })
}
