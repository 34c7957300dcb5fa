import { type Described, h } from '../element.ts'
import { localTime, titled } from '../words.ts'
import { ticksIn, type Window, xOf } from './time-axis.ts'
import type { Bar, Mark, Span } from './timeline.ts'

/** Where the first lane begins; above it stand the marks of what happened. */
export const TOP_PX = 26

/** A line as long as it was seen, fainter where it is not known, and at its end a sign of how it ended. */
export function shapeOf(
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

export function endOf(status: Bar['life']['status'], x: number, y: number): string {
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

export const SPAN_WORDS = {
  unobserved: 'Not seen',
  gap: 'Gap',
  maintenance: 'Maintenance',
  approved: 'Changes approved',
} as const satisfies { readonly [kind in Span['kind']]: string }

export function bandOf({ kind, fromMs, toMs, words }: Span, window: Window, heightPx: number): Described {
  const [x, to] = [xOf(fromMs, window), xOf(toMs, window)]
  const from = `from ${localTime(fromMs)} to ${localTime(toMs)}`
  const title = h('title', {}, `${SPAN_WORDS[kind]} ${from}: ${words}`)
  return h(
    'rect',
    { class: `band ${kind}`, x, y: TOP_PX - 4, width: Math.max(2, to - x), height: heightPx - TOP_PX + 4 },
    title,
  )
}

export function markOf({ event, atMs }: Mark, window: Window, heightPx: number): Described {
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

export function axis(window: Window, y: number): readonly Described[] {
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
