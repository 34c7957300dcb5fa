import { COUNTERPART } from '../../../domain/event.ts'
import { adviceOf } from '../../../domain/telling/advice.ts'
import type { Alert } from '../asking/answers.ts'

/** The summary is fact and advice in one: here each has a place of its own. */
export function factIn(alert: Alert): string {
  const advice = adviceFor(alert)
  return alert.summary.endsWith(advice) ? alert.summary.slice(0, -advice.length).trim() : alert.summary
}

export function adviceFor({ kind, severity }: Alert): string {
  const advice = adviceOf({ kind, severity, data: {} })
  return advice === '' ? 'Find out whether this was meant.' : advice
}

export function endsWhen({ kind, state }: Alert): string {
  if (state === 'resolved') return 'It is over.'
  const counterpart = COUNTERPART[kind]
  if (counterpart === undefined)
    return 'Nothing that can be observed would end it: acknowledging it resolves it.'
  return `It ends by itself as soon as this is observed: ${counterpart.replaceAll('-', ' ')}.`
}
