import { type Described, h } from '../element.ts'
import { ticksIn, type Window, xOf } from './time-axis.ts'

export interface Point {
  readonly atMs: number
  readonly value: number
}

const HEIGHT_PX = 120
const TOP_PX = 10
// Room for the words of the levels, so that no line runs through them.
const LEFT_PX = 64

/** A line over time; what it says is in its name, and the exact values are in the table below. */
export function chart(
  title: string,
  points: readonly Point[],
  whole: Window,
  words: (value: number) => string,
): Described {
  const window = { ...whole, widthPx: whole.widthPx - LEFT_PX }
  const values = points.map(({ value }) => value)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const span = most - least || Math.max(1, Math.abs(most))
  const y = (value: number): number =>
    Math.round((TOP_PX + (1 - (value - least + span * 0.05) / (span * 1.1)) * HEIGHT_PX) * 10) / 10
  const sorted = points.toSorted((a, b) => a.atMs - b.atMs)
  const path = sorted
    .map(({ atMs, value }, i) => `${i === 0 ? 'M' : 'L'}${xOf(atMs, window)} ${y(value)}`)
    .join('')
  const newest = sorted.at(-1)
  const label =
    newest === undefined
      ? `${title}: nothing to show`
      : `${title}: from ${words(least)} to ${words(most)}, newest ${words(newest.value)}`
  const bottom = TOP_PX + HEIGHT_PX
  const size = {
    viewBox: `${-LEFT_PX} 0 ${whole.widthPx} ${bottom + 22}`,
    width: whole.widthPx,
    height: bottom + 22,
  }
  return h(
    'figure',
    { class: 'chart' },
    h('figcaption', {}, h('b', {}, title), newest === undefined ? '' : ` ${words(newest.value)}`),
    h(
      'svg',
      { ...size, role: 'img', 'aria-label': label },
      ...ticksIn(window).flatMap(({ x, words: time }) => [
        h('path', { class: 'grid', d: `M${x} ${TOP_PX}V${bottom}` }),
        h(
          'text',
          {
            class: 'tick',
            x,
            y: bottom + 16,
            'text-anchor': x < 30 ? 'start' : x > window.widthPx - 30 ? 'end' : 'middle',
          },
          time,
        ),
      ]),
      ...(points.length === 0
        ? []
        : [level(most, y(most)), ...(least === most ? [] : [level(least, y(least))])]),
      h('path', { class: 'line', d: path }),
      ...(points.length > 80
        ? []
        : sorted.map(({ atMs, value }) =>
            h('circle', { class: 'dot', cx: xOf(atMs, window), cy: y(value), r: 2.5 }),
          )),
    ),
  )

  function level(value: number, at: number): Described {
    return h(
      'g',
      {},
      h('path', { class: 'level', d: `M0 ${at}H${window.widthPx}` }),
      h('text', { class: 'tick', x: -8, y: at + 4, 'text-anchor': 'end' }, words(value)),
    )
  }
}
