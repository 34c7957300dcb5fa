import { type Described, h, having } from '../element.ts'
import { counted, localTime } from '../words.ts'
import type { Beat, Heartbeat, Missed, Row } from './heartbeat.ts'

const ROW_PX = 24
const LABEL_PX = 132

/** A calendar of runs: a row for each hour, or whatever suits the period. The list and the table below say the same. */
export function heartbeatFigure({ rows, rowMs, periodMs, missed }: Heartbeat): Described {
  const mainPx = document.querySelector('#main')?.clientWidth ?? 1_000
  const widthPx = Math.max(280, mainPx - 66)
  const labelPx = widthPx < 500 ? 64 : LABEL_PX
  const beats = rows.reduce((sum, row) => sum + row.beats.length, 0)
  const lost = missed.reduce((sum, { runs }) => sum + runs, 0)
  const label = `${counted(beats, 'run')}, ${lost === 0 ? 'none missed' : `${lost} missed`}`
  const heightPx = Math.max(1, rows.length) * ROW_PX
  const drawn = rows.map((row, i) => rowOf(row, { y: i * ROW_PX, labelPx, widthPx, rowMs, periodMs }))
  return h(
    'figure',
    { class: 'heartbeat' },
    h(
      'svg',
      {
        viewBox: `0 0 ${widthPx} ${heightPx}`,
        width: widthPx,
        height: heightPx,
        role: 'img',
        'aria-label': label,
      },
      ...drawn,
    ),
    legend(),
  )
}

interface Place {
  readonly y: number
  readonly labelPx: number
  readonly widthPx: number
  readonly rowMs: number
  readonly periodMs: number | null
}

function rowOf({ fromMs, beats, missed }: Row, place: Place): Described {
  const { y, labelPx, widthPx, rowMs, periodMs } = place
  const room = widthPx - labelPx
  const xOf = (ms: number): number =>
    labelPx + Math.round(Math.min(1, Math.max(0, (ms - fromMs) / rowMs)) * room * 10) / 10
  const beatPx = Math.max(2, Math.min(14, ((periodMs ?? rowMs) / rowMs) * room - 2))
  return having(
    h(
      'g',
      {},
      h('text', { class: 'tick', x: 0, y: y + 16 }, labelOf(fromMs, rowMs, labelPx)),
      h('path', { class: 'grid', d: `M${labelPx} ${y + 12}H${widthPx}` }),
      ...missed.map((one) => missedBox(one, { x: xOf(one.fromMs), to: xOf(one.toMs), y })),
      ...beats.map((beat) => beatBox(beat, { x: xOf(Date.parse(beat.started_at)), y, beatPx })),
    ),
    { key: String(fromMs) },
  )
}

function beatBox(
  beat: Beat,
  { x, y, beatPx }: { readonly x: number; readonly y: number; readonly beatPx: number },
): Described {
  const isWhole = beat.unobservable === 0 && beat.skipped === 0
  const words = isWhole ? 'all seen' : `${beat.unobservable} not seen, ${beat.skipped} skipped`
  const title = h('title', {}, `${localTime(beat.started_at)}: ${words}`)
  // What was not whole is lower, and not only of another colour.
  const [top, tall] = isWhole ? [y + 4, 16] : [y + 12, 8]
  return having(
    h(
      'rect',
      { class: isWhole ? 'beat' : 'beat partly', x, y: top, width: beatPx, height: tall, rx: 1.5 },
      title,
    ),
    {
      key: `${beat.shard} ${beat.started_at}`,
    },
  )
}

function missedBox(
  { runs, fromMs, toMs }: Missed,
  { x, to, y }: { readonly x: number; readonly to: number; readonly y: number },
): Described {
  const width = Math.max(6, to - x)
  const title = h(
    'title',
    {},
    `${counted(runs, 'run')} missed from ${localTime(fromMs)} to ${localTime(toMs)}`,
  )
  const [a, b] = [x + width / 2, y + 12]
  return h(
    'g',
    { class: 'missed' },
    title,
    h('rect', { x, y: y + 3, width, height: 18, rx: 2 }),
    h('path', { d: `M${a - 3} ${b - 3}l6 6m0-6l-6 6` }),
  )
}

function labelOf(fromMs: number, rowMs: number, labelPx: number): string {
  const date = new Date(fromMs)
  const day = { day: 'numeric', month: 'short' } as const
  if (rowMs >= 86_400_000) return date.toLocaleDateString('en-GB', day)
  const time = { hour: '2-digit', minute: '2-digit', hour12: false } as const
  return date.toLocaleString('en-GB', labelPx < 100 ? time : { ...day, ...time })
}

function legend(): Described {
  const key = (...shapes: readonly Described[]): Described =>
    h('svg', { width: 16, height: 24, viewBox: '0 0 16 24', 'aria-hidden': 'true' }, ...shapes)
  return h(
    'ul',
    { class: 'legend' },
    h(
      'li',
      {},
      key(h('rect', { class: 'beat', x: 4, y: 4, width: 8, height: 16, rx: 1.5 })),
      'Run, all seen',
    ),
    h(
      'li',
      {},
      key(h('rect', { class: 'beat partly', x: 4, y: 12, width: 8, height: 8, rx: 1.5 })),
      'Run, not all seen',
    ),
    h(
      'li',
      {},
      key(
        h(
          'g',
          { class: 'missed' },
          h('rect', { x: 1, y: 3, width: 14, height: 18, rx: 2 }),
          h('path', { d: 'M5 9l6 6m0-6l-6 6' }),
        ),
      ),
      'Missed',
    ),
  )
}
