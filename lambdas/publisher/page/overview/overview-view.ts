import type { Alert, List, Overview } from '../asking/answers.ts'
import { asking, shown } from '../asking/asked.ts'
import type { Context, View } from '../context.ts'
import { type Described, h } from '../element.ts'
import { remembering } from '../remembering.ts'
import { counted, grouped } from '../words.ts'
import { filters, tiles } from './overview-filters.ts'
import { createPipelineTable, type PipelineTable } from './pipeline-rows.ts'
import { type Watched, watchedIn, worstFirst } from './standing.ts'
import { lookLine, verdictBanner, verdictOn } from './verdict.ts'
import { visibleRows } from './visible-rows.ts'

const NARROW = '(max-width: 44rem)'
const ROW_PX = { wide: 44, narrow: 92 }

/** All pipelines at a glance. `firing`: the alerts that the page around asks for anyway. */
export function overviewView({ api, choice, choose }: Context, firing: () => List<Alert> | undefined): View {
  const asked = asking<Overview>()
  const table = createPipelineTable()
  // Thousands of rows are told apart and put in order when there is something new, not at every frame of scrolling.
  const all = remembering((overview: Overview, alerts: List<Alert> | undefined) => {
    const isComplete = alerts !== undefined && alerts.next_cursor === null
    return worstFirst(watchedIn(overview, alerts?.items ?? [], isComplete))
  })
  const chosen = remembering(filtered)
  const head = remembering(
    (
      overview: Overview,
      pipelines: readonly Watched[],
      alerts: List<Alert> | undefined,
      elapsed: number,
      by: string,
    ) => [
      verdictBanner(verdictOn(overview, pipelines, alerts?.items ?? [], elapsed)),
      h('p', { class: 'look' }, lookLine(overview, elapsed)),
      h(
        'div',
        { class: 'choices' },
        tiles(pipelines, new URLSearchParams(by).get('state'), (state) => choose({ state })),
        filters(overview, new URLSearchParams(by), choose),
      ),
    ],
  )
  return {
    title: () => 'Overview',
    load: async () => asked.take(await api.json<Overview>('/v0/overview')),
    draw: () =>
      shown(asked, (overview) => {
        const elapsed = Math.round((Date.now() - asked.hadAtMs()) / 1_000)
        const [alerts, by] = [firing(), choice().toString()]
        const pipelines = all(overview, alerts)
        const rows = chosen(pipelines, by)
        return [
          ...head(overview, pipelines, alerts, elapsed, by),
          h('p', { class: 'sum', role: 'status' }, sumOf(rows.length, pipelines.length)),
          rows.length === 0 ? nothing(pipelines.length) : rowsNearWindow(table, rows, elapsed),
        ]
      }),
  }
}

function filtered(all: readonly Watched[], by: string): readonly Watched[] {
  const choice = new URLSearchParams(by)
  const [q, source, state] = [choice.get('q')?.toLowerCase() ?? '', choice.get('source'), choice.get('state')]
  return all.filter(
    (one) =>
      (state === null || one.standing === state) &&
      (source === null || one.source === source) &&
      (q === '' || `${one.source}/${one.name}`.toLowerCase().includes(q)),
  )
}

function sumOf(shownCount: number, all: number): string {
  return shownCount === all
    ? counted(all, 'pipeline')
    : `${grouped(shownCount)} of ${counted(all, 'pipeline')}`
}

function nothing(all: number): Described {
  const [title, words] =
    all === 0
      ? ['No pipeline yet', 'The first run will show what the configuration watches.']
      : ['None like that', 'No pipeline matches what you have chosen above.']
  return h('div', { class: 'empty' }, h('strong', {}, title), h('p', {}, words))
}

function rowsNearWindow(table: PipelineTable, rows: readonly Watched[], elapsed: number): Described {
  const rowPx = matchMedia(NARROW).matches ? ROW_PX.narrow : ROW_PX.wide
  const topPx = document.querySelector('#rows')?.getBoundingClientRect().top ?? 0
  const slice = visibleRows(rows.length, { rowPx, topPx, windowPx: window.innerHeight })
  return table(rows, slice, { rowPx, elapsed })
}
