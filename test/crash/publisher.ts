import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import { logHead } from '../../lambdas/archive/log/log-reader.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import type { Message } from '../../lambdas/domain/telling/message.ts'
import { itemOf } from '../../lambdas/ledger/item.ts'
import type { NotifyPorts } from '../../lambdas/publisher/notify/ports.ts'
import { createPublisher } from '../../lambdas/publisher/publisher.ts'
import { ORIGIN } from '../support/logging.ts'
import type { Invocation } from './invocation.ts'
import type { Stores } from './stores.ts'
import { ledgerThrough, progressThrough, through } from './through.ts'

export const LEASE_MS = 60_000

/** The real publisher, with every call of its ports passing through the invocation. */
export function publisherOf(who: Pick<Invocation, 'call' | 'clock'>, stores: Stores) {
  return createPublisher({
    ...notifyPortsOf(who, stores),
    http: async () => ({ statusCode: 500 }),
    makeReports: async () => [],
  })
}

export function notifyPortsOf(
  { call, clock }: Pick<Invocation, 'call' | 'clock'>,
  stores: Stores,
): NotifyPorts {
  const { outbox, alerts, overviews, archive, messages } = stores
  const publish = async (message: Message) => {
    messages.push(message)
    return { messageId: `message-${messages.length}` }
  }
  return {
    ledger: ledgerThrough(call, stores.ledger),
    notePending: progressThrough(call, stores.progress).notePending,
    overviews: { all: through(call, 'overviews read', overviews.all) },
    alerts: {
      ...alerts,
      findAll: through(call, 'alerts read', alerts.findAll),
      record: through(call, 'alerts record', alerts.record),
      list: through(call, 'firing read', alerts.list),
    },
    outbox: {
      note: through(call, 'outbox note', outbox.note),
      notePast: outbox.notePast,
      expect: through(call, 'run expect', outbox.expect),
      expectedOf: through(call, 'run view read', outbox.expectedOf),
      countOf: through(call, 'outbox count', outbox.countOf),
      dueOf: through(call, 'due read', outbox.dueOf),
      unsent: through(call, 'unsent read', outbox.unsent),
      claim: through(call, 'lane claim', outbox.claim),
      extend: through(call, 'lane extend', outbox.extend),
      release: through(call, 'lane release', outbox.release),
      sent: through(call, 'receipt mark', outbox.sent),
      receipts: outbox.receipts,
      taken: outbox.taken,
      noteTaken: outbox.noteTaken,
      isRefusalNoted: through(call, (_id) => undefined, outbox.isRefusalNoted),
      noteRefused: through(call, (_id, _at) => undefined, outbox.noteRefused),
    },
    publish: through(call, 'publish', publish, {
      corrupted: () => {
        throw new Error('SNS gave no message id')
      },
    }),
    addressing: async () => ({
      log: await logHead(
        { get: through(call, 'log head read', archive.get, { corrupted: (b) => b?.subarray(0, 9) }) },
        ORIGIN,
      ),
      linkBase: '',
      emailText: false,
    }),
    clock,
    leaseMs: LEASE_MS,
    log: () => {},
  }
}

/** Entries as Lambda brings them from the table's stream. */
export function streamEvent(entries: readonly Sealed[]): DynamoDBStreamEvent {
  return { Records: entries.map(recordOf) }
}

function recordOf(sealed: Sealed): DynamoDBRecord {
  const { pk, sk, body, hash } = itemOf(sealed)
  const [ledger, seq, text, digest] = [pk?.S, sk?.N, body?.S, hash?.S].map((value) => value ?? '')
  return {
    eventName: 'INSERT',
    dynamodb: {
      SequenceNumber: `${ledger} ${seq}`,
      NewImage: {
        pk: { S: ledger ?? '' },
        sk: { N: seq ?? '' },
        body: { S: text ?? '' },
        hash: { S: digest ?? '' },
      },
    },
  }
}
