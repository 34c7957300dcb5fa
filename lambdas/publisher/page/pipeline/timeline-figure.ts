import { type Described, h, having } from '../element.ts'
import { pipelineLink } from '../route.ts'
import { counted, shortUuid } from '../words.ts'
import { lifeWords, STATUS_MEANING } from './life-words.ts'
import type { Window } from './time-axis.ts'
import type { Bar, Span, Timeline } from './timeline.ts'
import { legend } from './timeline-legend.ts'
import { axis, bandOf, markOf, shapeOf, TOP_PX } from './timeline-shapes.ts'

const LANE_PX = 22
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
      ...timeline.spans.filter(isWithin(window)).map((span) => bandOf(span, window, heightPx)),
      ...drawn,
      ...timeline.marks.map((mark) => markOf(mark, window, heightPx)),
    ),
    h(
      'p',
      { class: 'readout', 'aria-live': 'off' },
      pointed === undefined ? 'Point at a checkpoint to see what became of it.' : readout(pointed),
    ),
    legend({ ...timeline, spans: timeline.spans.filter(isWithin(window)) }),
  )
}

function isWithin({ fromMs, toMs }: Window): (span: Span) => boolean {
  return (span) => span.toMs >= fromMs && span.fromMs <= toMs
}

function nameOf({ life }: Bar): string {
  return `${shortUuid(life.uuid)}: ${lifeWords(life)}${life.held === null ? '' : ', held'}`
}

function readout({ life }: Bar): string {
  return `${life.uuid} · ${lifeWords(life)}. ${STATUS_MEANING[life.status]}${life.held === null ? '' : ` Held by ${life.held.actor}.`}`
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
