import type { Alert, List, Overview } from './answers.ts'
import { asking, shown } from './asked.ts'
import type { Context, View } from './context.ts'
import { type Described, h } from './element.ts'
import { filters, tiles } from './overview-filters.ts'
import { pipelineTable } from './pipeline-rows.ts'
import { type Watched, watchedIn, worstFirst } from './standing.ts'
import { lookLine, verdictBanner, verdictOn } from './verdict.ts'
import { visibleRows } from './visible-rows.ts'
import { counted, grouped } from './words.ts'

const NARROW = '(max-width: 44rem)'
const ROW_PX = { wide: 44, narrow: 92 }

/** All pipelines at a glance. `firing`: the alerts that the page around asks for anyway. */
export function overviewView({ api, choice, choose }: Context, firing: () => List<Alert> | undefined): View {
  const asked = asking<Overview>()
  // Thousands of rows are told apart and put in order when there is something new, not at every drawing.
  let made: { of: Overview; and: List<Alert> | undefined; all: readonly Watched[] } | undefined
  let chosen: { of: readonly Watched[]; by: string; rows: readonly Watched[] } | undefined

  const allOf = (overview: Overview): readonly Watched[] => {
    const alerts = firing()
    if (made?.of === overview && made.and === alerts) return made.all
    const isComplete = alerts !== undefined && alerts.next_cursor === null
    made = {
      of: overview,
      and: alerts,
      all: worstFirst(watchedIn(overview, alerts?.items ?? [], isComplete)),
    }
    return made.all
  }
  const chosenOf = (all: readonly Watched[]): readonly Watched[] => {
    const by = choice().toString()
    if (chosen?.of !== all || chosen.by !== by) chosen = { of: all, by, rows: filtered(all, choice()) }
    return chosen.rows
  }
  return {
    title: () => 'Overview',
    load: async () => asked.take(await api.json<Overview>('/v0/overview')),
    draw: () =>
      shown(asked, (overview) => {
        const elapsed = (Date.now() - asked.hadAtMs()) / 1_000
        const all = allOf(overview)
        const rows = chosenOf(all)
        return [
          verdictBanner(verdictOn(overview, all, firing()?.items ?? [], elapsed)),
          h('p', { class: 'look' }, lookLine(overview, elapsed)),
          h(
            'div',
            { class: 'choices' },
            tiles(all, choice().get('state'), (state) => choose({ state })),
            filters(overview, choice(), choose),
          ),
          h('p', { class: 'sum', role: 'status' }, sumOf(rows.length, all.length)),
          rows.length === 0 ? nothing(all.length) : rowsNearWindow(rows, elapsed),
        ]
      }),
  }
}

function filtered(all: readonly Watched[], choice: URLSearchParams): readonly Watched[] {
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

function rowsNearWindow(rows: readonly Watched[], elapsed: number): Described {
  const rowPx = matchMedia(NARROW).matches ? ROW_PX.narrow : ROW_PX.wide
  const topPx = document.querySelector('#rows')?.getBoundingClientRect().top ?? 0
  const slice = visibleRows(rows.length, { rowPx, topPx, windowPx: window.innerHeight })
  return pipelineTable(rows, slice, { rowPx, elapsed })
}
