import { type Child, type Described, h } from '../element.ts'
import { icon } from '../icons.ts'
import { STATUS_WORDS } from './life-words.ts'
import type { Span, Timeline } from './timeline.ts'
import { endOf, SPAN_WORDS } from './timeline-shapes.ts'

/** Only what is there to be seen. */
export function legend({ bars, spans, marks }: Timeline): Described {
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
    band('unobserved', SPAN_WORDS.unobserved),
    band('gap', 'May have come and gone unseen'),
    band('maintenance', SPAN_WORDS.maintenance),
    band('approved', SPAN_WORDS.approved),
    marks.length === 0 ? null : h('li', {}, icon('critical'), 'Changed, see events'),
    bars.some(({ life }) => life.held !== null)
      ? h('li', {}, key(h('circle', { class: 'held', cx: 11, cy: 8, r: 3.5 })), 'Held')
      : null,
  )
}

function key(...shapes: readonly Described[]): Described {
  return h('svg', { width: 24, height: 16, viewBox: '0 0 24 16', 'aria-hidden': 'true' }, ...shapes)
}
