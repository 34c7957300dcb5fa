import type { List, Run } from '../asking/answers.ts'
import type { Api, Got } from '../asking/api.ts'
import { asking, shown } from '../asking/asked.ts'
import type { Context, View } from '../context.ts'
import { button, type Child, type Described, h } from '../element.ts'
import { badge, copied, empty, moment, row, section, table } from '../parts.ts'
import { counted, duration, grouped, localTime } from '../words.ts'
import { type Heartbeat, heartbeatOf, type Missed } from './heartbeat.ts'
import { heartbeatFigure } from './heartbeat-figure.ts'

const STEP = 200
const MOST = 2_000

/** That we looked, run by run, and when we did not. */
export function runsView({ api, reload, say }: Context): View {
  const asked = asking<List<Run>>()
  let wanted = STEP
  return {
    title: () => 'Runs',
    load: async () => asked.take(await runsOf(api, asked.value(), wanted)),
    draw: () => [
      h('h1', {}, 'Runs'),
      ...shown(asked, ({ items, next_cursor }) => {
        if (items.length === 0) return [empty('No run yet', 'The first one is on its way.')]
        const heartbeat = heartbeatOf(items, Date.now())
        const more = (): void => {
          wanted += STEP
          reload()
        }
        return [
          verdict(items, heartbeat),
          section('heartbeat', 'Heartbeat', heartbeatFigure(heartbeat), missedList(heartbeat.missed)),
          section('runs', 'Run by run', runsTable(items.slice(0, 200), say)),
          next_cursor === null || items.length >= MOST
            ? null
            : h('div', { class: 'actions' }, button('Show older', more)),
        ]
      }),
    ],
  }
}

function verdict(runs: readonly Run[], { missed, periodMs }: Heartbeat): Described {
  const oldest = runs.at(-1)
  const since = oldest === undefined ? '' : ` since ${localTime(oldest.started_at)}`
  const every = periodMs === null ? '' : `, about every ${duration(periodMs / 1_000)}`
  const lost = missed.reduce((sum, one) => sum + one.runs, 0)
  const sign =
    lost === 0
      ? badge('good', 'good', 'None missed')
      : badge('critical', 'critical', `${grouped(lost)} missed`)
  return h('p', { class: 'with-icon' }, sign, `${counted(runs.length, 'run')}${since}${every}`)
}

function missedList(missed: readonly Missed[]): Child {
  if (missed.length === 0) return null
  return h(
    'ul',
    { class: 'plain-list' },
    ...missed.map(({ fromMs, toMs, runs }) =>
      h(
        'li',
        {},
        `${counted(runs, 'run')} missed between ${localTime(fromMs)} and ${localTime(toMs)} (${duration((toMs - fromMs) / 1_000)})`,
      ),
    ),
  )
}

const COLUMNS = [
  'Started',
  'Took',
  'Seen',
  'Not seen',
  'Skipped',
  'Entries',
  'What was not seen',
  'Run',
  'Evidence',
]

function runsTable(runs: readonly Run[], say: (words: string) => void): Described {
  return table(
    'Runs',
    COLUMNS,
    runs.map((run) =>
      row(
        `${run.shard} ${run.run_id}`,
        moment(run.started_at),
        took((Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1_000),
        grouped(run.listed),
        grouped(run.unobservable),
        grouped(run.skipped),
        grouped(run.entries),
        h('span', { class: 'clip' }, unseenIn(run)),
        run.run_id === null ? '—' : copied(run.run_id, 'id of the run', say),
        counted(run.evidence.length, 'object'),
      ),
    ),
  )
}

function took(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : duration(seconds)
}

/** As the entry of the run has it: names with reasons. */
function unseenIn({ not_seen }: Run): string {
  if (!Array.isArray(not_seen)) return '—'
  const said = not_seen.map((one: unknown) => {
    if (typeof one !== 'object' || one === null) return ''
    const [pipeline, reason, more]: readonly unknown[] = ['pipeline', 'reason', 'more'].map((name) =>
      Reflect.get(one, name),
    )
    return typeof more === 'string' ? `and ${more} more` : `${String(pipeline)} (${String(reason)})`
  })
  return said.length === 0 ? '—' : said.join(', ')
}

/** Newest first; only what is new is asked for again where the rest is known. */
async function runsOf(api: Api, before: List<Run> | undefined, wanted: number): Promise<Got<List<Run>>> {
  const items: Run[] = []
  let cursor: string | null = null
  const known = new Map(before?.items.map((run, i) => [`${run.shard} ${run.run_id}`, i]))
  for (;;) {
    const limit = String(
      items.length === 0 && before !== undefined && before.items.length >= wanted
        ? 20
        : Math.min(200, wanted),
    )
    const query: string = new URLSearchParams({ limit, ...(cursor === null ? {} : { cursor }) }).toString()
    const got: Got<List<Run>> = await api.json<List<Run>>(`/v0/runs?${query}`)
    if (got.kind !== 'ok') return got
    items.push(...got.value.items)
    cursor = got.value.next_cursor
    const last = items.at(-1)
    const at = last === undefined ? undefined : known.get(`${last.shard} ${last.run_id}`)
    if (at !== undefined && before !== undefined && items.length + before.items.length - at - 1 >= wanted) {
      return {
        ...got,
        value: { items: [...items, ...before.items.slice(at + 1)], next_cursor: before.next_cursor },
      }
    }
    if (cursor === null || items.length >= wanted) return { ...got, value: { items, next_cursor: cursor } }
  }
}
