import { emptyLog } from '../../../lambdas/archive/empty-log.ts'
import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Entry } from '../../../lambdas/domain/entry.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import type { Message } from '../../../lambdas/domain/message.ts'
import { type Sealed, sealAll } from '../../../lambdas/domain/sealing.ts'
import { createMemoryAlertIndex } from '../../../lambdas/ledger/memory-alert-index.ts'
import { createMemoryOutbox } from '../../../lambdas/ledger/memory-outbox.ts'
import type { PublisherLine } from '../../../lambdas/publisher/log.ts'
import type { NotifyPorts } from '../../../lambdas/publisher/notify/ports.ts'
import { at, checkpoint, T0, timedUuid } from '../../support/listings.ts'

/** The ports of telling over memory, a clock that is set by hand, and a record of every message. */
export function telling() {
  let nowMs = T0
  const messages: Message[] = []
  const lines: PublisherLine[] = []
  const refusing = new Set<string>()
  const ports: NotifyPorts = {
    alerts: createMemoryAlertIndex(),
    outbox: createMemoryOutbox(),
    publish: async (message) => {
      const { pipeline } = bodyIn(message)
      if (typeof pipeline === 'string' && refusing.has(pipeline)) throw new Error(`${pipeline}: refused`)
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
    log: (line) => void lines.push(line),
  }
  return {
    ports,
    lines,
    messages,
    /** Pipelines whose messages are refused. */
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

/** A checkpoint is lost: one alert fires. */
export function loss(pipeline: string, where: Where = {}): Sealed {
  return entryOf(pipeline, [lost(timedUuid(1))], where)
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

export function lost(uuid: Uuid): LedgerEvent {
  const data = { ...fieldsOf(checkpoint(1)), newer_listed: '1', keep_last: '2', answers: '3' }
  return { kind: 'checkpoint-missing', severity: 'critical', uuid, data }
}

/** The entry of a run that gave reason for so many announcements. */
export function runEntry(announcements: number, run = 'run-1'): Entry {
  const data = { announcements: String(announcements), listed: '1', unobservable: '0', skipped: '0' }
  const draft = { at: at(0), by: 'recorder', epoch: null, evidence: [], ledger: 'recorder/0', run }
  const [sealed] = sealAll(undefined, {
    ...draft,
    events: [{ kind: 'run-completed', severity: 'silent', data }],
  })
  if (sealed === undefined) throw new Error('a run is one entry')
  return sealed.entry
}
