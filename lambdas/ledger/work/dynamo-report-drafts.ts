import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { Instant } from '../../domain/instant.ts'
import { instantOf, membersOf, textOf, textOrNullOf } from '../../domain/json-object.ts'
import { compressed, decompressed } from '../compressed.ts'
import { expiry } from '../expiry.ts'
import { queryAll, type Table, unanswered } from '../query-all.ts'
import type { DueReport, ReportDrafts } from './report-drafts.ts'

const WANTED = 'report-wanted'
const draftsOf = (id: string): string => `report-draft/${id}`

type Item = Record<string, AttributeValue>

/** Reports on their way, in the `work` table: `pk` "report-wanted" and, per report, "report-draft/<id>" with an item per pipeline. */
export function createDynamoReportDrafts(table: Table): ReportDrafts {
  return {
    want: (report, at) => want(table, report, at),
    wanted: async () => {
      const items = await queryAll(table, WANTED).catch(unanswered('reports wanted: read'))
      return items.flatMap(dueIn)
    },
    keep: async (id, pipeline, text, at) => {
      const Item: Item = {
        pk: { S: draftsOf(id) },
        sk: { S: pipeline },
        data: { B: compressed(text) },
        expiresAt: expiry(at),
      }
      await table.client
        .send(new PutItemCommand({ TableName: table.table, Item }))
        .catch(unanswered(`report ${id}: keep`))
    },
    kept: async (id) => {
      const items = await queryAll(table, draftsOf(id)).catch(unanswered(`report ${id}: read`))
      return new Map(
        items.flatMap(({ sk, data }) =>
          sk?.S === undefined || data?.B === undefined ? [] : [[sk.S, decompressed(data.B)] as const],
        ),
      )
    },
    done: async (id) => {
      const items = await queryAll(table, draftsOf(id)).catch(unanswered(`report ${id}: read`))
      // The wish last: who dies in between finds the report in the archive, and goes on here.
      const keys = [...items.map(({ sk }) => ({ pk: draftsOf(id), sk: sk?.S ?? '' })), { pk: WANTED, sk: id }]
      for (const { pk, sk } of keys) {
        const Key = { pk: { S: pk }, sk: { S: sk } }
        await table.client
          .send(new DeleteItemCommand({ TableName: table.table, Key }))
          .catch(unanswered(`report ${id}: forget`))
      }
    },
  }
}

async function want({ client, table }: Table, report: DueReport, at: Instant): Promise<void> {
  const Item: Item = {
    pk: { S: WANTED },
    sk: { S: report.id },
    data: { S: JSON.stringify(report) },
    expiresAt: expiry(at),
  }
  const put = { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }
  try {
    await client.send(new PutItemCommand(put))
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return
    throw new Error(`report ${report.id}: want unanswered`, { cause })
  }
}

/** What cannot be read is as good as not wanted: whoever wants it asks again. */
function dueIn({ data }: Item): readonly DueReport[] {
  try {
    const { id, from, to, selection } = membersOf(JSON.parse(data?.S ?? ''), 'it')
    const { source, q, pipelines } = membersOf(selection, 'selection')
    return [
      {
        id: textOf(id, 'id'),
        from: instantOf(from, 'from'),
        to: instantOf(to, 'to'),
        selection: {
          source: textOrNullOf(source, 'source'),
          q: textOrNullOf(q, 'q'),
          pipelines: textOrNullOf(pipelines, 'pipelines'),
        },
      },
    ]
  } catch {
    return []
  }
}
