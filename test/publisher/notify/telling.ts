import { emptyLog } from '../../../lambdas/archive/log/log-reader.ts'
import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Entry } from '../../../lambdas/domain/entry.ts'
import type { EventData, LedgerEvent } from '../../../lambdas/domain/event.ts'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import { type Sealed, sealAll } from '../../../lambdas/domain/sealing.ts'
import type { Message } from '../../../lambdas/domain/telling/message.ts'
import { createMemoryLedger } from '../../../lambdas/ledger/memory-ledger.ts'
import { createMemoryOutbox } from '../../../lambdas/ledger/outbox/memory-outbox.ts'
import { createMemoryAlertIndex } from '../../../lambdas/ledger/work/memory-alert-index.ts'
import { createMemoryOverviews } from '../../../lambdas/ledger/work/memory-overviews.ts'
import type { PublisherLine } from '../../../lambdas/publisher/log.ts'
import type { NotifyPorts } from '../../../lambdas/publisher/notify/ports.ts'
import { at, checkpoint, T0, timedUuid } from '../../support/listings.ts'

/** The ports of telling over memory, a clock that is set by hand, and a record of every message. */
export function telling(over: Partial<Pick<NotifyPorts, 'alerts' | 'outbox'>> = {}) {
  let nowMs = T0
  const messages: Message[] = []
  const lines: PublisherLine[] = []
  const refusing = new Set<string>()
  const ports = {
    alerts: createMemoryAlertIndex(),
    outbox: createMemoryOutbox(),
    ledger: createMemoryLedger(),
    notePending: async () => {},
    overviews: createMemoryOverviews(),
    publish: async (message: Message) => {
      const { pipeline } = bodyIn(message)
      if (refusing.has(String(pipeline))) throw new Error(`${String(pipeline)}: refused`)
      messages.push(message)
      return { messageId: `message-${messages.length}` }
    },
    addressing: async () => ({
      log: emptyLog('log.example'),
      linkBase: 'https://ledger.example',
      emailText: false,
    }),
    clock: { now: () => nowMs },
    leaseMs: 60_000,
    log: (line: PublisherLine) => void lines.push(line),
    ...over,
  } satisfies NotifyPorts
  return {
    ports,
    lines,
    messages,
    /** Pipelines whose messages are refused; `null`: those on many. */
    refusing,
    pass: (ms: number) => {
      nowMs += ms
    },
    /** Every message so far, as `pipeline state`. */
    told: () =>
      messages.map((message) => {
        const { pipeline, state } = bodyIn(message)
        return `${String(pipeline)} ${String(state)}`
      }),
  }
}

/** The JSON of a message: no number is in it. */
export function bodyIn(message: Message | undefined): { readonly [key: string]: unknown } {
  const body: unknown = JSON.parse(message?.Message ?? '{}')
  return body as { readonly [key: string]: unknown }
}

interface Where {
  readonly run?: string | null
  readonly head?: Sealed
  readonly seconds?: number
}

/** One entry of `prod/<pipeline>`. */
export function entryOf(pipeline: string, events: readonly LedgerEvent[], where: Where = {}): Sealed {
  const { run = 'run-1', head, seconds = 0 } = where
  const draft = { at: at(seconds), by: 'recorder', epoch: null, evidence: [], run }
  const [sealed] = sealAll(head, { ...draft, ledger: `prod/${pipeline}`, events })
  if (sealed === undefined) throw new Error('no events, no entry')
  return sealed
}

/** A checkpoint is lost, or as many as that: so many alerts fire. */
export function loss(pipeline: string, where: Where & { readonly checkpoints?: number } = {}): Sealed {
  const { checkpoints = 1 } = where
  return entryOf(
    pipeline,
    Array.from({ length: checkpoints }, (_, i) => lost(timedUuid(i + 1))),
    where,
  )
}

/** The pipeline could not be seen for too long: one alert fires. */
export function unseen(pipeline: string, where: Where = {}): Sealed {
  const data = { since: at(0), reason: 'timeout', detail: 'no answer', unobserved_seconds: '900' }
  return entryOf(pipeline, [{ kind: 'pipeline-unobservable', severity: 'warning', data }], where)
}

/** It is seen again: the alert is resolved. */
export function seenAgain(pipeline: string, head: Sealed, where: Where = {}): Sealed {
  const data = { since: at(0), reason: 'timeout', unobserved_seconds: '900' }
  return entryOf(pipeline, [{ kind: 'pipeline-observable', severity: 'info', data }], { ...where, head })
}

/** It is listed again: the alert is resolved. */
export function recovery(pipeline: string, head: Sealed, where: Where = {}): Sealed {
  const data = {
    ...fieldsOf(checkpoint(1)),
    was: 'missing',
    ended_at: head.entry.at,
    first_seen_at: at(0),
    recorded_seq: '1',
  }
  const again = { kind: 'checkpoint-reappeared', severity: 'info', uuid: timedUuid(1), data } as const
  return entryOf(pipeline, [again], { ...where, head })
}

function lost(uuid: Uuid): LedgerEvent {
  const data = { ...fieldsOf(checkpoint(1)), newer_listed: '1', keep_last: '2', answers: '3' }
  return { kind: 'checkpoint-missing', severity: 'critical', uuid, data }
}

/** The entry of a run whose pipelines gave reason for so many announcements. */
export function runEntry(
  announcements: number,
  run = 'run-1',
  sources: readonly EventData[] | null = null,
  own: readonly LedgerEvent[] = [],
): Entry {
  const data = {
    announcements: String(announcements),
    listed: '1',
    unobservable: '0',
    skipped: '0',
    ...(sources === null ? {} : { sources }),
  }
  const draft = { at: at(0), by: 'recorder', epoch: null, evidence: [], ledger: 'recorder/0', run }
  const [sealed] = sealAll(undefined, {
    ...draft,
    events: [...own, { kind: 'run-completed', severity: 'silent', data }],
  })
  if (sealed === undefined) throw new Error('a run is one entry')
  return sealed.entry
}

/** The names of so many pipelines. */
export function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `p${String(i).padStart(3, '0')}`)
}
