import { type Child, type Described, h, having } from './element.ts'
import { icon } from './icons.ts'
import { lifeWords, STATUS_MEANING, STATUS_WORDS } from './life-words.ts'
import { pipelineLink } from './route.ts'
import { ticksIn, type Window, xOf } from './time-axis.ts'
import type { Bar, Mark, Span, Timeline } from './timeline.ts'
import { counted, localTime, shortUuid, titled } from './words.ts'

const LANE_PX = 22
const TOP_PX = 26
const AXIS_PX = 22
// More at a time than anybody reads: they are drawn thinner.
const MANY_LANES = 16

export interface Pointing {
  /** The checkpoint that is pointed at. */
  readonly uuid: string | undefined
  readonly point: (uuid: string | undefined) => void
}

/** The lives of the checkpoints over time. One stop for the keyboard; the arrows go from one to the next. */
export function timelineFigure(
  { source, name }: { readonly source: string; readonly name: string },
  timeline: Timeline,
  window: Window,
  pointing: Pointing,
): Described {
  const { bars, lanes } = timeline
  const lanePx = lanes > MANY_LANES ? 8 : LANE_PX
  const heightPx = TOP_PX + Math.max(2, lanes) * lanePx
  const pointed = bars.find(({ life }) => life.uuid === pointing.uuid)
  const stop = (pointed ?? bars.at(-1))?.life.uuid
  const drawn = bars.map((bar, i) => {
    const link = {
      href: pipelineLink(source, name, bar.life.uuid),
      tabindex: bar.life.uuid === stop ? 0 : -1,
    }
    return having(
      h(
        'a',
        { ...link, class: `life is-${bar.life.status}`, 'aria-label': nameOf(bar) },
        ...shapeOf(bar, window, lanePx),
      ),
      {
        key: bar.life.uuid,
        on: {
          focus: () => pointing.point(bar.life.uuid),
          mouseenter: () => pointing.point(bar.life.uuid),
          keydown: (event) => step(event, bars, i, pointing),
        },
      },
    )
  })
  const size = {
    viewBox: `0 0 ${window.widthPx} ${heightPx + AXIS_PX}`,
    width: window.widthPx,
    height: heightPx + AXIS_PX,
  }
  return h(
    'figure',
    { class: 'timeline' },
    h(
      'svg',
      {
        ...size,
        role: 'group',
        'aria-label': `Lives of ${counted(bars.length, 'checkpoint')}. Arrow keys go from one to the next.`,
      },
      ...axis(window, heightPx),
      ...timeline.spans.map((span) => bandOf(span, window, heightPx)),
      ...drawn,
      ...timeline.marks.map((mark) => markOf(mark, window, heightPx)),
    ),
    h(
      'p',
      { class: 'readout', 'aria-live': 'off' },
      pointed === undefined ? 'Point at a checkpoint to see what became of it.' : readout(pointed),
    ),
    legend(timeline),
  )
}

function nameOf({ life }: Bar): string {
  return `${shortUuid(life.uuid)}: ${lifeWords(life)}${life.held === null ? '' : ', held'}`
}

function readout({ life }: Bar): string {
  return `${life.uuid} · ${lifeWords(life)}. ${STATUS_MEANING[life.status]}${life.held === null ? '' : ` Held by ${life.held.actor}.`}`
}

/** A line as long as it was seen, fainter where it is not known, and at its end a sign of how it ended. */
function shapeOf(
  { life, lane, fromMs, seenMs, toMs }: Bar,
  window: Window,
  lanePx: number,
): readonly Described[] {
  const y = TOP_PX + lane * lanePx
  const [x, seen, end] = [xOf(fromMs, window), xOf(seenMs, window), xOf(toMs, window)]
  const tall = Math.max(4, lanePx - 10)
  const middle = y + lanePx / 2
  const line = { y: middle - tall / 2, height: tall, rx: 2 }
  return [
    h('rect', { class: 'reach', x, y, width: Math.max(8, end - x), height: lanePx }),
    h('rect', { class: 'known', x, ...line, width: Math.max(2, seen - x) }),
    h('rect', { class: 'unknown', x: seen, ...line, width: Math.max(0, end - seen) }),
    h('path', { class: 'end', d: endOf(life.status, end, middle) }),
    ...(life.held === null ? [] : [h('circle', { class: 'held', cx: x + 4, cy: middle, r: 3.5 })]),
  ]
}

function endOf(status: Bar['life']['status'], x: number, y: number): string {
  switch (status) {
    case 'missing':
      return `M${x - 5} ${y - 5}l10 10m0-10l-10 10`
    case 'cleared':
      return `M${x} ${y - 5}l5 5-5 5-5-5z`
    case 'retired':
      return `M${x} ${y - 4}v8`
    case 'listed':
      return `M${x - 6} ${y - 5}l6 5-6 5`
    default:
      return status satisfies never
  }
}

function bandOf({ kind, fromMs, toMs, words }: Span, window: Window, heightPx: number): Described {
  const [x, to] = [xOf(fromMs, window), xOf(toMs, window)]
  const from = `from ${localTime(fromMs)} to ${localTime(toMs)}`
  const title = h('title', {}, `${kind === 'gap' ? 'Gap' : 'Not seen'} ${from}: ${words}`)
  return h(
    'rect',
    { class: `band ${kind}`, x, y: TOP_PX - 4, width: Math.max(2, to - x), height: heightPx - TOP_PX + 4 },
    title,
  )
}

function markOf({ event, atMs }: Mark, window: Window, heightPx: number): Described {
  const x = xOf(atMs, window)
  const cause =
    typeof event.data['cause'] === 'string' ? ` (${event.data['cause'].replaceAll('-', ' ')} changed)` : ''
  const title = h('title', {}, `${titled(event.kind)}${cause} at ${localTime(atMs)}`)
  const tone = event.severity === 'silent' ? 'quiet' : event.severity
  return h(
    'g',
    { class: `mark ${tone}` },
    title,
    h('path', { class: 'stem', d: `M${x} 18V${heightPx}` }),
    h('path', { class: 'flag', d: `M${x} 4l7 7-7 7-7-7z` }),
  )
}

function axis(window: Window, y: number): readonly Described[] {
  return ticksIn(window).flatMap(({ x, words }) => [
    h('path', { class: 'grid', d: `M${x} ${TOP_PX - 4}V${y}` }),
    h(
      'text',
      {
        class: 'tick',
        x,
        y: y + 16,
        'text-anchor': x < 30 ? 'start' : x > window.widthPx - 30 ? 'end' : 'middle',
      },
      words,
    ),
  ])
}

function step(event: Event, bars: readonly Bar[], i: number, { point }: Pointing): void {
  if (!(event instanceof KeyboardEvent)) return
  const to = {
    ArrowRight: i + 1,
    ArrowDown: i + 1,
    ArrowLeft: i - 1,
    ArrowUp: i - 1,
    Home: 0,
    End: bars.length - 1,
  }[event.key]
  const next = to === undefined ? undefined : bars[to]
  if (next === undefined) return
  event.preventDefault()
  point(next.life.uuid)
  const links =
    event.currentTarget instanceof Element
      ? event.currentTarget.parentElement?.querySelectorAll('a')
      : undefined
  const link = links?.[to ?? 0]
  if (link !== undefined) link.focus()
}

/** Only what is there to be seen. */
function legend({ bars, spans, marks }: Timeline): Described {
  const statuses = (['listed', 'retired', 'missing', 'cleared'] as const).filter((status) =>
    bars.some(({ life }) => life.status === status),
  )
  const sign = (status: (typeof statuses)[number]): Child =>
    h(
      'li',
      { class: `life is-${status}` },
      key(
        h('rect', { class: 'known', x: 0, y: 4, width: 16, height: 8, rx: 2 }),
        h('path', { class: 'end', d: endOf(status, 18, 8) }),
      ),
      STATUS_WORDS[status],
    )
  const band = (kind: Span['kind'], words: string): Child =>
    spans.some((span) => span.kind === kind)
      ? h('li', {}, key(h('rect', { class: `band ${kind}`, width: 22, height: 16 })), words)
      : null
  return h(
    'ul',
    { class: 'legend' },
    ...statuses.map(sign),
    band('unobserved', 'Not seen'),
    band('gap', 'May have come and gone unseen'),
    marks.length === 0 ? null : h('li', {}, icon('critical'), 'Changed, see events'),
    bars.some(({ life }) => life.held !== null)
      ? h('li', {}, key(h('circle', { class: 'held', cx: 11, cy: 8, r: 3.5 })), 'Held')
      : null,
  )
}

function key(...shapes: readonly Described[]): Described {
  return h('svg', { width: 24, height: 16, viewBox: '0 0 24 16', 'aria-hidden': 'true' }, ...shapes)
}
