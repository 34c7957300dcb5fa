import type { Life } from '../asking/answers.ts'
import { type Described, h } from '../element.ts'
import { bytes, grouped } from '../words.ts'
import { chart } from './chart.ts'
import type { Window } from './time-axis.ts'

/** How size and steps went on from checkpoint to checkpoint. */
export function growthCharts(lives: readonly Life[], window: Window): Described {
  const half = window.widthPx > 800 ? { ...window, widthPx: Math.floor((window.widthPx - 50) / 2) } : window
  const points = (of: 'size' | 'steps') =>
    lives.flatMap((life) => {
      const value = life[of]
      // A drawing has no need of the last digits; the table below has them.
      return value === null ? [] : [{ atMs: Date.parse(life.created_at), value: Number(value) }]
    })
  return h(
    'div',
    { class: 'charts' },
    chart('Size', points('size'), half, bytes),
    chart('Steps', points('steps'), half, (value) => grouped(Math.round(value))),
  )
}
