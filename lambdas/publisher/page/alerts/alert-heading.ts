import type { Alert } from '../asking/answers.ts'
import { type Child, type Described, h, link } from '../element.ts'
import { badge, copied, facts, moment, severityBadge } from '../parts.ts'
import { pipelineLink } from '../route.ts'
import { shortUuid, titled } from '../words.ts'
import { pipelineOf, whereOf } from './alert-card.ts'

export function alertHeading(alert: Alert, say: (words: string) => void): Described {
  const { kind, state, severity, uuid } = alert
  const pipeline = pipelineOf(alert)
  const states: { readonly [state in Alert['state']]: Child } = {
    firing: badge(severity === 'critical' ? 'critical' : 'warning', 'warning', 'Firing'),
    acknowledged: badge('info', 'acknowledged', 'Acknowledged'),
    resolved: badge('good', 'resolved', 'Resolved'),
  }
  return h(
    'div',
    { class: 'heading' },
    h('div', { class: 'with-icon' }, h('h1', {}, titled(kind)), severityBadge(severity), states[state]),
    facts(
      ['Where', whereOf(alert)],
      ...(uuid === undefined || pipeline === undefined
        ? []
        : ([
            [
              'Checkpoint',
              link(
                pipelineLink(pipeline.source, pipeline.name, uuid),
                h('code', { title: uuid }, shortUuid(uuid)),
              ),
            ],
          ] as const)),
      ['Raised', moment(alert.raised_at)],
      ['Acknowledged', moment(alert.acknowledged_at)],
      ['Resolved', moment(alert.resolved_at)],
      ['Alert', copied(alert.id, 'id of the alert', say, `${alert.id.slice(0, 8)}…`)],
    ),
  )
}
