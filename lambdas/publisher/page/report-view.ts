import { asking, shown } from './asked.ts'
import type { Context, View } from './context.ts'
import { button, type Child, type Described, h, having } from './element.ts'
import { keep } from './keeping.ts'
import { copied, moment, section } from './parts.ts'
import { fromLocalField, localField } from './period.ts'
import { inArchive, type Report, rowsOf, sums } from './report-parts.ts'

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
      const got = await api.json<Report>(path, { isLong: true })
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
    const { pipelines, log } = report
    if (pipelines === undefined) return inArchive(report, say)
    return [
      h(
        'div',
        { class: 'actions screen-only' },
        ...['csv', 'json', 'html'].map((format) =>
          button(`Save as ${format.toUpperCase()}`, () => void save(format)),
        ),
        button('Print', () => print()),
      ),
      section('sum', 'In all', sums(report, pipelines)),
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
