import { asking, shown } from '../asking/asked.ts'
import { documentLink } from '../asking/document-link.ts'
import { keep } from '../asking/keeping.ts'
import type { Context, View } from '../context.ts'
import { button, type Child, h } from '../element.ts'
import { copied, moment, section } from '../parts.ts'
import { type ReportData, reportData, reportPath } from './report-data.ts'
import { inArchive, type Report, rowsOf, sums } from './report-parts.ts'
import { periodFields, reportPeriod } from './report-period.ts'
import { signOffForm, signOffPart } from './sign-off-part.ts'

// Each time it is asked for, the server tries anew to make it at once.
const LOOK_AGAIN_MS = 60_000

/** The retention report: choose a period, read it, keep it, print it, sign it off. */
export function reportView(context: Context): View {
  const { api, choice, redraw, reload, say } = context
  let asked = asking<ReportData>()
  let askedFor = ''
  let askedAtMs = 0
  let refusal: string | undefined
  const again = (): void => {
    askedAtMs = 0
  }
  const newSigning = () => signOffForm(context, () => asked.value()?.sha256, again)
  let signing = newSigning()
  const save = async (format: string): Promise<void> => {
    const period = reportPeriod(choice())
    const name = `retention-${period.from.slice(0, 10)}-${period.to.slice(0, 10)}.${format}`
    refusal = await keep({ api, say }, reportPath(period, format), name)
    redraw()
  }
  // The same period gives the same report: only another one is asked for at once.
  const isDue = (path: string): boolean => {
    const [data, problem] = [asked.value(), asked.problem()]
    if (path !== askedFor || askedAtMs === 0) return true
    if (problem?.kind === 'unreachable' || problem?.status === 401) return true
    return data?.sha256 == null && Date.now() - askedAtMs > LOOK_AGAIN_MS
  }
  return {
    title: () => 'Retention report',
    load: async () => {
      const period = reportPeriod(choice())
      const path = reportPath(period, 'json')
      if (!isDue(path)) return true
      if (path !== askedFor) [asked, askedFor, signing] = [asking<ReportData>(), path, newSigning()]
      askedAtMs = Date.now()
      const mine = asked
      const got = await reportData(api, period)
      mine.take(got)
      // A period that gives no report is no server that cannot be reached: nothing is gained by asking less often.
      return got.kind !== 'unreachable'
    },
    draw: () => [
      h('h1', {}, 'Retention report'),
      periodFields(context),
      refusal === undefined ? null : h('p', { class: 'notice bad', role: 'alert' }, refusal),
      ...shown(asked, (data) => [
        ...(data.given.kind === 'archived'
          ? inArchive(data.given.archived, say)
          : reportBody(context, data.given.report, { save, again: () => [again(), reload()] })),
        signOffPart(context, data, signing),
      ]),
    ],
  }
}

function reportBody(
  context: Context,
  report: Report,
  { save, again }: { readonly save: (format: string) => Promise<void>; readonly again: () => void },
): readonly Child[] {
  const { log, generated_at } = report
  const saving = (format: string): Child => button(`Save as ${format.toUpperCase()}`, () => void save(format))
  return [
    h(
      'div',
      { class: 'actions screen-only' },
      ...['csv', 'json', 'html'].map(saving),
      // With a token it is saved as a file, which shows itself.
      context.hasToken() ? null : openHtml(context),
      button('Print', () => print()),
      button('Make it again', again),
    ),
    section('sum', 'In all', sums(report)),
    section('by-pipeline', 'By pipeline', rowsOf(report)),
    h(
      'p',
      { class: 'quiet' },
      'Generated ',
      moment(generated_at),
      `. Log ${log.origin}, size ${log.size}, root `,
      copied(log.root, 'root of the log', context.say),
    ),
  ]
}

/** The whole report is a page of its own, with all that is not in the table here. */
function openHtml(context: Context): Child {
  const path = reportPath(reportPeriod(context.choice()), 'html')
  return documentLink(context, path, {
    words: 'Open the whole report',
    file: 'retention.html',
    look: 'button',
  })
}
