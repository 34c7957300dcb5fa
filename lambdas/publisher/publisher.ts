import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  DynamoDBBatchResponse,
  DynamoDBStreamEvent,
} from 'aws-lambda'
import type { Entry } from '../domain/entry.ts'
import type { PublisherLine } from './log.ts'
import { takeIn } from './notify/announce.ts'
import { sayOverdue } from './notify/overdue.ts'
import type { NotifyPorts } from './notify/ports.ts'
import { sweep } from './notify/sweep.ts'
import type { Made } from './report/make-reports.ts'
import { takeInStream } from './stream.ts'

/** A tick of the publisher's own schedule, independent of the stream. */
export interface Sweep {
  readonly kind: 'sweep'
  /** Absent: 60,000, the time that a run has to announce by itself. */
  readonly olderThanMs?: number
}

/** A tick of the schedule of reports: last month's, if it is not in the archive yet, and what people asked for. */
export interface ReportsTick {
  readonly kind: 'report'
}

export type PublisherEvent = DynamoDBStreamEvent | APIGatewayProxyEventV2 | Sweep | ReportsTick
export type PublisherAnswer = DynamoDBBatchResponse | APIGatewayProxyStructuredResultV2 | undefined

const RUN_ANNOUNCES_WITHIN_MS = 60_000

export interface PublisherPorts extends NotifyPorts {
  readonly http: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>
  readonly makeReports: () => Promise<readonly Made[]>
}

/** The publisher's four ways in, told apart by the shape of the event. */
export function createPublisher(ports: PublisherPorts) {
  const stream = (event: DynamoDBStreamEvent) => takeInBatch(ports, event)
  const sweepOnce = async ({ olderThanMs = RUN_ANNOUNCES_WITHIN_MS }: Sweep): Promise<void> => {
    const unsent = await ports.outbox.unsent()
    try {
      await sweep(ports, { olderThanMs, unsent })
    } finally {
      await sayOverdue(ports, unsent.due)
    }
  }
  const reports = async (): Promise<void> => {
    for (const { asked, outcome } of await ports.makeReports()) {
      ports.log({ name: 'report-made', ...asked.period, outcome })
    }
  }
  return {
    stream,
    reports,
    sweep: sweepOnce,
    http: ports.http,
    handle: async (event: PublisherEvent): Promise<PublisherAnswer> => {
      if ('Records' in event) return stream(event)
      if ('requestContext' in event) return ports.http(event)
      if (event.kind === 'report') await reports()
      else await sweepOnce(event)
      return undefined
    },
  }
}

/** A batch is taken in as one, which saves most of the writes; where that fails, record by record, to find the one that does. */
async function takeInBatch(ports: NotifyPorts, event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const entries: Entry[] = []
  const lines: PublisherLine[] = []
  const collect = async (entry: Entry): Promise<void> => void entries.push(entry)
  const answer = await takeInStream({ takeIn: collect, log: (line) => void lines.push(line) }, event)
  try {
    await takeIn(ports, ...entries)
  } catch {
    return takeInStream({ takeIn: (entry) => takeIn(ports, entry), log: ports.log }, event)
  }
  for (const line of lines) ports.log(line)
  return answer
}
