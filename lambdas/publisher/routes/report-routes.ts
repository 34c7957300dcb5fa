import { textIn } from '../../domain/event-data.ts'
import { instant } from '../../domain/instant.ts'
import type { ActionPorts } from '../actions/ports.ts'
import { type Answer, answer, page, textAnswer } from '../answer.ts'
import { type Failure, failure, isFailure } from '../failure.ts'
import { oneOf } from '../parameters.ts'
import { eventsOf } from '../queries/events.ts'
import { type ReportAsked, reportAsked } from '../report/report-asked.ts'
import { notSettled, REPORTS_LEDGER, signOff, signOffItem } from '../report/sign-off.ts'
import { placeIn, placeText, spanIn } from './asked-for.ts'
import type { Asked } from './route.ts'

export const REPORT_PARAMETERS = ['from', 'to', 'format', 'source', 'q', 'pipelines'] as const
const FORMATS = ['json', 'csv', 'html'] as const

/** `GET /v0/reports/retention`. What fits into no answer is brought into the archive: 202 says where it is, or will be. */
export async function reportRoute(ports: ActionPorts, { query }: Asked): Promise<Answer | Failure> {
  const format = oneOf(query, 'format', FORMATS)
  if (isFailure(format)) return format
  const asked = reportAsked(query)
  if (isFailure(asked)) return asked
  // Reports are wanted rarely, and no other answer waits for their code.
  const { answeredReport } = await import('../report/answered-report.ts')
  const report = await answeredReport(ports, asked, format ?? 'json')
  return typeof report === 'string' ? fromArchive(ports, asked) : textAnswer(report.text, report.headers)
}

async function fromArchive(ports: ActionPorts, asked: ReportAsked): Promise<Answer | Failure> {
  const { archivedEvent, archivedName } = await import('../report/archived-reports.ts')
  const names = FORMATS.map((format) => [format, archivedName(asked, format)] as const)
  const archive = {
    names: Object.fromEntries(names),
    links: Object.fromEntries(names.map(([format, name]) => [format, ports.reports.archiveLink(name)])),
  }
  const found = await archivedEvent(ports.ledger, asked)
  if (found !== undefined) {
    const sha256 = textIn(found.event, 'sha256')
    return { ...answer({ status: 'archived', archive, sha256 }), status: 202 }
  }
  if (asked.period.to > instant(ports.clock.now())) {
    const message = 'The report is too large for an answer, and its period is not over: ask for less'
    return failure('TooLarge', message)
  }
  const { wantReport } = await import('../report/make-reports.ts')
  await wantReport(ports, asked)
  return { ...answer({ status: 'wanted', archive, sha256: null }), status: 202 }
}

/** `POST /v0/reports/retention/sign-off`: the report is made again, and signed off only if it is the one that was looked at. */
export async function signOffRoute(ports: ActionPorts, { body, actor }: Asked): Promise<Answer | Failure> {
  // As in action-routes.ts: no other answer waits for their code.
  const [{ parseBody }, { SIGN_OFF }] = await Promise.all([
    import('../actions/bodies.ts'),
    import('../report/sign-off-body.ts'),
  ])
  const said = parseBody(SIGN_OFF, body)
  if (isFailure(said)) return said
  const { from, to, selection, note, sha256 } = said
  const parts = Object.entries({ from, to, ...selection }).flatMap(([name, text]) =>
    text === null || text === undefined ? [] : [[name, text] as const],
  )
  const asked = reportAsked(new Map(parts))
  if (isFailure(asked)) return asked
  const early = notSettled(ports, asked)
  if (early !== undefined) return early
  const recomputed = await recomputedHash(ports, asked)
  if (isFailure(recomputed)) return recomputed
  const item = await signOff(ports, { asked, actor, note: note ?? null, sha256 }, recomputed)
  return isFailure(item) ? item : answer(item)
}

/** Of a report that fits into no answer, what the archive has of it was made by the same rules, and is locked. */
async function recomputedHash(ports: ActionPorts, asked: ReportAsked): Promise<string | Failure> {
  const { reportAtOnce } = await import('../report/answered-report.ts')
  const report = await reportAtOnce(ports, asked)
  if (typeof report !== 'string') return report.sha256
  const { archivedEvent } = await import('../report/archived-reports.ts')
  const found = await archivedEvent(ports.ledger, asked)
  if (found !== undefined) return textIn(found.event, 'sha256')
  const message =
    'The report is too large to be made here: ask for it, and sign it off once it is in the archive, or with npm run ledger -- sign-off'
  return failure('TooLarge', message)
}

/** `GET /v0/reports/sign-offs`: newest first. */
export async function signOffsRoute(ports: ActionPorts, asked: Asked): Promise<Answer | Failure> {
  const span = spanIn(asked)
  if (isFailure(span)) return span
  const { paging } = span
  const head = await ports.ledger.head(REPORTS_LEDGER)
  const pipeline = { ledger: REPORTS_LEDGER, row: undefined, head }
  const walk = { limit: paging.limit, position: placeIn(paging) }
  const { found, next } = await eventsOf(ports, pipeline, { kind: 'report-signed-off' }, walk)
  return page(found.map(signOffItem), paging.next(placeText(next)))
}
