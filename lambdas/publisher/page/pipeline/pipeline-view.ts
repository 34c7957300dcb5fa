import { alertLines } from '../alerts/alert-card.ts'
import type { Alert, List } from '../asking/answers.ts'
import { asking, shown } from '../asking/asked.ts'
import type { Context, View } from '../context.ts'
import { type Child, type Described, h, having } from '../element.ts'
import { eventsList, isNotable } from '../events-list.ts'
import { section } from '../parts.ts'
import { readPeriod } from '../period.ts'
import { drillsPart } from '../plans/drills-part.ts'
import { planSpans } from '../plans/plan-words.ts'
import { plansNow, plansPart } from '../plans/plans-part.ts'
import { grouped } from '../words.ts'
import { growthCharts } from './growth-charts.ts'
import { historyTable } from './history-table.ts'
import { periodChoice } from './period-choice.ts'
import { type Named, type PipelineData, pipelineData } from './pipeline-data.ts'
import { pipelineHeading } from './pipeline-heading.ts'
import type { Window } from './time-axis.ts'
import { type Timeline, timelineOf } from './timeline.ts'
import { timelineFigure } from './timeline-figure.ts'

/** One pipeline: its checkpoints over time, their values, and what happened. */
export function pipelineView(context: Context, named: Named, firing: () => List<Alert> | undefined): View {
  const { api, choice, choose, redraw, say } = context
  const ledger = `${named.source}/${named.name}`
  let asked = asking<PipelineData>()
  let askedFor = ''
  let pointed: string | undefined
  let made: { of: PipelineData; at: number; timeline: Timeline } | undefined
  const point = (uuid: string | undefined): void => {
    pointed = uuid
    redraw()
  }
  const plans = plansPart(context, named)
  const timelineIn = (data: PipelineData): Timeline => {
    const at = Math.floor(Date.now() / 5_000)
    if (made?.of !== data || made.at !== at) {
      const seen = timelineOf(data.lives, data.events, Date.now())
      const timeline = { ...seen, spans: [...planSpans(data.planned), ...seen.spans] }
      made = { of: data, at, timeline }
    }
    return made.timeline
  }
  return {
    title: () => ledger,
    load: async () => {
      const key = ['last', 'from', 'to'].map((name) => choice().get(name)).join(' ')
      if (key !== askedFor) [asked, askedFor] = [asking<PipelineData>(), key]
      const mine = asked
      const got = await pipelineData(api, named, readPeriod(choice(), Date.now()), mine.value())
      return mine.take(got)
    },
    draw: () => [
      pipelineHeading(named, asked.value()?.pipeline),
      alertLines((firing()?.items ?? []).filter(({ pipeline }) => pipeline === ledger)),
      periodChoice(context, readPeriod(choice(), Date.now())),
      ...shown(asked, (data) => {
        const timeline = timelineIn(data)
        const window = windowOf(timeline, choice())
        const notable = choice().get('events') === 'all' ? data.events : data.events.filter(isNotable)
        return [
          ...plansNow(data.planned, Date.now()),
          section(
            'lives',
            'Checkpoints over time',
            cut(data),
            data.lives.length === 0
              ? none()
              : timelineFigure(named, timeline, window, { uuid: pointed, point }),
          ),
          data.lives.length < 2
            ? null
            : section('growth', 'Size and steps', growthCharts(data.lives, window)),
          section(
            'events',
            'Events',
            allEvents(choice().get('events') === 'all', (isAll) =>
              choose({ events: isAll ? 'all' : undefined }),
            ),
            notable.length === 0
              ? h('p', { class: 'quiet' }, 'Nothing but the daily round in this period.')
              : eventsList(notable.slice(0, 200), ledger),
          ),
          section(
            'history',
            'History',
            data.lives.length === 0 ? none() : historyTable(named, data.lives, say),
          ),
          plans(data.planned, Date.now()),
          drillsPart(named, data.planned.drills),
        ]
      }),
    ],
  }
}

function cut({ isCut, lives }: PipelineData): Child {
  return isCut
    ? h('p', { class: 'notice info' }, `Only the newest ${grouped(lives.length)} of this period are shown.`)
    : null
}

function none(): Described {
  return h(
    'div',
    { class: 'empty' },
    h('strong', {}, 'No checkpoint in this period'),
    h('p', {}, 'Choose another one above.'),
  )
}

function windowOf({ bars, spans }: Timeline, choice: URLSearchParams): Window {
  const nowMs = Date.now()
  const { from, to } = readPeriod(choice, nowMs)
  const earliest = Math.min(...bars.map(({ fromMs }) => fromMs), nowMs - 1_000)
  const widthPx = Math.max(280, document.querySelector('#main')?.clientWidth ?? 1_000) - 34
  const fromMs = from === undefined ? earliest : Date.parse(from)
  return {
    fromMs: spans.length > 0 && from === undefined ? Math.min(fromMs, earliest) : fromMs,
    toMs: to === undefined ? nowMs : Date.parse(to),
    widthPx,
  }
}

function allEvents(isAll: boolean, choose: (isAll: boolean) => void): Described {
  const box = having(h('input', { id: 'all-events', type: 'checkbox' }), {
    set: { checked: isAll },
    on: { change: ({ target }) => choose(target instanceof HTMLInputElement && target.checked) },
  })
  return h(
    'div',
    { class: 'check' },
    box,
    h('label', { for: 'all-events' }, 'Also the daily round: recorded, retired, alerts raised'),
  )
}
