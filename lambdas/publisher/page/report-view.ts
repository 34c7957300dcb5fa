import { asking, shown } from './asked.ts'
import type { Context, View } from './context.ts'
import { button, type Child, type Described, h, having } from './element.ts'
import { keep } from './keeping.ts'
import { copied, facts, moment, row, section, table } from './parts.ts'
import { fromLocalField, localField } from './period.ts'
import { counted, duration, grouped } from './words.ts'

/** The report as the API gives it (CONTRACT §5); more members may come. */
interface Report {
  readonly from: string
  readonly to: string
  readonly generated_at: string
  readonly log: { readonly origin: string; readonly size: string; readonly root: string }
  readonly pipelines: readonly ReportRow[]
  /** Where it is instead, when it is too large for one answer. */
  readonly link?: string
}

interface ReportRow {
  readonly pipeline: string
  readonly recorded: number
  readonly retired: number
  readonly missing: number
  readonly cleared: number
  readonly listed: number
  readonly oldest: string | null
  readonly newest: string | null
  readonly longest_gap_seconds: number | null
  readonly unobservable_seconds: number | null
  readonly coverage: number | null
}

const DAY_MS = 86_400_000

/** The retention report: choose a period, read it, keep it, print it. */
export function reportView(context: Context): View {
  const { api, choice, redraw, say } = context
  let asked = asking<Report>()
  let askedFor = ''
  let refusal: string | undefined
  const save = async (format: string): Promise<void> => {
    const { from, to } = periodIn(choice())
    const name = `retention-${from.slice(0, 10)}-${to.slice(0, 10)}.${format}`
    refusal = await keep({ api, say }, pathOf(choice(), format), name)
    redraw()
  }
  return {
    title: () => 'Retention report',
    load: async () => {
      const path = pathOf(choice(), 'json')
      // The same period gives the same report: only another one is asked for.
      if (path === askedFor && asked.value() !== undefined) return true
      if (path !== askedFor) [asked, askedFor] = [asking<Report>(), path]
      const mine = asked
      const got = await api.json<Report>(path)
      mine.take(got)
      // A server without reports is no server that cannot be reached: nothing is gained by asking less often.
      return got.kind !== 'unreachable'
    },
    draw: () => [
      h('h1', {}, 'Retention report'),
      periodFields(context),
      refusal === undefined ? null : h('p', { class: 'notice bad', role: 'alert' }, refusal),
      ...body(asked, save, say),
    ],
  }
}

function body(
  asked: ReturnType<typeof asking<Report>>,
  save: (format: string) => Promise<void>,
  say: (words: string) => void,
): readonly Child[] {
  const problem = asked.problem()
  if (problem?.kind === 'refused' && problem.status === 404) {
    return [
      h(
        'p',
        { class: 'notice info' },
        'This installation gives no reports yet. The same facts are in each pipeline’s history.',
      ),
    ]
  }
  return shown(asked, (report) => {
    const { link, pipelines, log } = report
    if (pipelines === undefined) {
      const where =
        link === undefined ? 'It is kept in the archive.' : copied(link, 'link to the report', say)
      return [h('p', { class: 'notice info' }, 'This report is too large for one answer. ', where)]
    }
    return [
      h(
        'div',
        { class: 'actions screen-only' },
        ...['csv', 'json', 'html'].map((format) =>
          button(`Save as ${format.toUpperCase()}`, () => void save(format)),
        ),
        button('Print', () => print()),
      ),
      section('sum', 'In all', sums(report)),
      section('by-pipeline', 'By pipeline', rowsOf(pipelines)),
      h(
        'p',
        { class: 'quiet' },
        'Generated ',
        moment(report.generated_at),
        `. Log ${log.origin}, size ${log.size}, root `,
        copied(log.root, 'root of the log', say),
      ),
    ]
  })
}

function sums({ pipelines, from, to }: Report): Described {
  const sum = (of: 'recorded' | 'retired' | 'missing' | 'cleared' | 'listed'): string =>
    grouped(pipelines.reduce((total, one) => total + one[of], 0))
  return facts(
    ['From', moment(from)],
    ['To', moment(to)],
    ['Pipelines', grouped(pipelines.length)],
    ['Recorded', sum('recorded')],
    ['Retired', sum('retired')],
    ['Missing', sum('missing')],
    ['Cleared', sum('cleared')],
    ['Listed at the end', sum('listed')],
  )
}

const COLUMNS = [
  'Pipeline',
  'Recorded',
  'Retired',
  'Missing',
  'Cleared',
  'Listed',
  'Oldest',
  'Newest',
  'Longest gap',
  'Not seen for',
  'Coverage',
]

function rowsOf(pipelines: readonly ReportRow[]): Described {
  const seconds = (n: number | null): string => (n === null ? '—' : duration(n))
  const rows = pipelines.map((one) =>
    row(
      one.pipeline,
      one.pipeline,
      grouped(one.recorded),
      grouped(one.retired),
      one.missing === 0 ? '0' : h('b', { class: 'critical-text' }, grouped(one.missing)),
      grouped(one.cleared),
      grouped(one.listed),
      moment(one.oldest),
      moment(one.newest),
      seconds(one.longest_gap_seconds),
      seconds(one.unobservable_seconds),
      one.coverage === null ? '—' : `${one.coverage} %`,
    ),
  )
  return rows.length === 0
    ? h('p', { class: 'quiet' }, counted(0, 'pipeline'))
    : table('Report by pipeline', COLUMNS, rows)
}

function periodIn(choice: URLSearchParams): { readonly from: string; readonly to: string } {
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
  const time = (name: string, otherwise: number): string => {
    const ms = Date.parse(choice.get(name) ?? '')
    return new Date(Number.isNaN(ms) ? otherwise : ms).toISOString()
  }
  return { from: time('from', today - 30 * DAY_MS), to: time('to', today + DAY_MS) }
}

function pathOf(choice: URLSearchParams, format: string): string {
  return `/v0/reports/retention?${new URLSearchParams({ ...periodIn(choice), format })}`
}

function periodFields({ choice, choose, reload }: Context): Described {
  const period = periodIn(choice())
  const field = (id: 'from' | 'to', words: string): Described =>
    h(
      'div',
      { class: 'field' },
      h('label', { for: id }, words),
      having(h('input', { id, type: 'datetime-local' }), {
        set: { value: localField(period[id]) },
        on: {
          change: ({ target }) => {
            choose({ [id]: target instanceof HTMLInputElement ? fromLocalField(target.value) : undefined })
            reload()
          },
        },
      }),
    )
  return h(
    'div',
    { class: 'filters screen-only' },
    field('from', 'From (your time)'),
    field('to', 'To (your time), not included'),
  )
}
