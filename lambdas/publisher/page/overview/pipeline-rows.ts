import { type Described, h, having, link } from '../element.ts'
import { badge } from '../parts.ts'
import { remembering } from '../remembering.ts'
import { pipelineLink } from '../route.ts'
import { ago, counted, duration } from '../words.ts'
import { STANDING_ICON, STANDING_TONE, STANDING_WORDS, type Watched } from './standing.ts'
import type { Slice } from './visible-rows.ts'

const COLUMNS = ['State', 'Pipeline', 'Newest checkpoint', 'Listed', 'Alerts', 'Coverage', 'Last seen']

export type PipelineTable = (
  pipelines: readonly Watched[],
  slice: Slice,
  how: { readonly rowPx: number; readonly elapsed: number },
) => Described

/** Draws the table of pipelines: the rows of the slice, and empty height for all the others. */
export function createPipelineTable(): PipelineTable {
  // While one scrolls, most rows are those of the frame before.
  const drawn = new WeakMap<Watched, DrawnRow>()
  const rowOf = (one: Watched, place: number, elapsed: number): Described => {
    const known = drawn.get(one)
    if (known?.place === place && known.elapsed === elapsed) return known.row
    const row = pipelineRow(one, place, elapsed)
    drawn.set(one, { place, elapsed, row })
    return row
  }
  const drawnTable = remembering(
    (pipelines: readonly Watched[], from: number, to: number, rowPx: number, elapsed: number) => {
      const heads = COLUMNS.map((column) => h('th', { scope: 'col', role: 'columnheader' }, column))
      const rows = pipelines.slice(from, to).map((one, i) => rowOf(one, from + i, elapsed))
      const below = gap('after', (pipelines.length - to) * rowPx)
      const count = { 'aria-rowcount': pipelines.length + 1 }
      const table = h(
        'table',
        { class: 'pipelines', role: 'table', 'aria-label': 'Pipelines', ...count },
        h('thead', { role: 'rowgroup' }, h('tr', { role: 'row', 'aria-rowindex': 1 }, ...heads)),
        h('tbody', { id: 'rows', role: 'rowgroup' }, gap('before', from * rowPx), ...rows, below),
      )
      return having(table, { on: { keydown: walk }, style: { '--row': `${rowPx}px` } })
    },
  )
  return (pipelines, { from, to }, { rowPx, elapsed }) => drawnTable(pipelines, from, to, rowPx, elapsed)
}

interface DrawnRow {
  readonly place: number
  readonly elapsed: number
  readonly row: Described
}

function gap(key: string, px: number): Described {
  const cell = h('td', { colspan: COLUMNS.length })
  return having(h('tr', { class: 'gap', 'aria-hidden': 'true' }, cell), { key, style: { height: `${px}px` } })
}

function pipelineRow(one: Watched, place: number, elapsed: number): Described {
  const { standing, source, name } = one
  const cells: readonly (readonly [string, Described | string])[] = [
    ['state', badge(STANDING_TONE[standing], STANDING_ICON[standing], STANDING_WORDS[standing])],
    ['name', link(pipelineLink(source, name), nameOf(source, name))],
    ['newest', newest(one, elapsed)],
    ['listed', String(one.listed)],
    ['alerts', alertWords(one)],
    ['coverage', one.coverage === null ? '—' : `${one.coverage.toFixed(1)} %`],
    ['seen', one.observedAge === null ? 'never' : ago(one.observedAge + elapsed)],
  ]
  const columns = cells.map(([kind, content]) => h('td', { role: 'cell', class: `c-${kind}` }, content))
  return having(h('tr', { role: 'row', class: `is-${standing}`, 'aria-rowindex': place + 2 }, ...columns), {
    key: `${source}/${name}`,
  })
}

function nameOf(source: string, name: string): Described {
  return h('span', { title: `${source}/${name}` }, h('span', { class: 'source' }, `${source}/`), name)
}

/** Its age against what is expected, in words and as a bar that fills up. */
function newest({ newestAge, staleAfter, every, standing }: Watched, elapsed: number): Described {
  if (newestAge === null) return h('span', { class: 'quiet' }, 'none')
  const age = newestAge + elapsed
  if (staleAfter === null) {
    const usual = every === null ? 'no objective' : `usually every ${duration(every)}`
    return h('span', { class: 'age' }, h('b', {}, duration(age)), h('small', { class: 'usual' }, usual))
  }
  const share = Math.min(1, age / staleAfter)
  const fill = having(h('i', {}), { style: { width: `${Math.round(share * 100)}%` } })
  const tone = standing === 'stopped' ? 'quiet' : share >= 1 ? 'warning' : 'good'
  return h(
    'span',
    { class: 'age' },
    h('b', {}, duration(age)),
    h('small', {}, `of ${duration(staleAfter)}`),
    h('span', { class: `meter ${tone}`, 'aria-hidden': 'true' }, fill),
  )
}

function alertWords({ critical, warnings, acknowledged }: Watched): string {
  const parts = [
    ...(critical === 0 ? [] : [`${critical} critical`]),
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
    ...(acknowledged === 0 ? [] : [`${acknowledged} acknowledged`]),
  ]
  return parts.length === 0 ? '—' : parts.join(', ')
}

/** Up and down go from pipeline to pipeline, as the eye does. */
function walk(event: Event): void {
  if (!(event instanceof KeyboardEvent) || !(event.target instanceof HTMLAnchorElement)) return
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  const row = event.target.closest('tr')
  const other = step === 1 ? row?.nextElementSibling : row?.previousElementSibling
  const next = other?.querySelector('a')
  if (next === null || next === undefined) return
  event.preventDefault()
  next.focus()
  next.scrollIntoView({ block: 'nearest' })
}
