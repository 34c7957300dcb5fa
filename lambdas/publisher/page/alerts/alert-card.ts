import type { Alert } from '../asking/answers.ts'
import { type Child, type Described, h, having, link } from '../element.ts'
import { badge, moment, severityBadge } from '../parts.ts'
import { pipelineLink } from '../route.ts'
import { ago, titled } from '../words.ts'

/** An alert's pipeline, or, where a whole source is meant, no pipeline at all. */
export function pipelineOf({
  pipeline,
}: Alert): { readonly source: string; readonly name: string } | undefined {
  const slash = pipeline.indexOf('/')
  const source = pipeline.slice(0, slash)
  return source === 'recorder' ? undefined : { source, name: pipeline.slice(slash + 1) }
}

export function alertLink({ id }: Pick<Alert, 'id'>): string {
  return `#/alerts/${encodeURIComponent(id)}`
}

/** One alert in a list: what and where, since when, and in words. */
export function alertCard(alert: Alert, ...actions: readonly Child[]): Described {
  const tone = alert.state === 'resolved' ? 'quiet' : alert.severity
  return having(
    h(
      'article',
      { class: `alert ${tone}` },
      h(
        'div',
        { class: 'alert-head' },
        alert.state === 'resolved' ? badge('good', 'resolved', 'Resolved') : severityBadge(alert.severity),
        alert.state === 'acknowledged' ? badge('info', 'acknowledged', 'Acknowledged') : null,
        h('h2', {}, link(alertLink(alert), titled(alert.kind))),
        h('span', { class: 'where' }, whereOf(alert)),
        h(
          'span',
          { class: 'when' },
          moment(alert.raised_at),
          ` · ${ago((Date.now() - Date.parse(alert.raised_at)) / 1_000)}`,
        ),
      ),
      h('p', {}, alert.summary),
      noteOf(alert),
      actions.length === 0 ? null : h('div', { class: 'actions' }, ...actions),
    ),
    { key: alert.id },
  )
}

const MOST_LINES = 4

/** The alerts of one pipeline where something else is the subject: a line each. */
export function alertLines(alerts: readonly Alert[]): Child {
  if (alerts.length === 0) return null
  const lines = alerts
    .slice(0, MOST_LINES)
    .map((alert) =>
      having(
        h(
          'li',
          { class: alert.severity },
          severityBadge(alert.severity),
          link(alertLink(alert), titled(alert.kind)),
          h('span', { class: 'when' }, moment(alert.raised_at)),
        ),
        { key: alert.id },
      ),
    )
  const more = alerts.length - lines.length
  return h(
    'ul',
    { class: 'alert-lines', 'aria-label': 'Alerts that fire' },
    ...lines,
    more === 0 ? null : h('li', {}, link('#/alerts', `and ${more} more`)),
  )
}

export function whereOf(alert: Alert): Child {
  const pipeline = pipelineOf(alert)
  if (pipeline === undefined) return 'the whole source'
  return link(pipelineLink(pipeline.source, pipeline.name), alert.pipeline)
}

export function noteOf({ actor, note, state }: Alert): Child {
  if (actor === null) return null
  const did = state === 'acknowledged' ? 'Acknowledged by' : 'Last touched by'
  return h(
    'p',
    { class: 'said' },
    `${did} `,
    h('b', {}, actor),
    note === null ? '' : ': ',
    note === null ? null : h('q', {}, note),
  )
}
