import { comparedIn } from '../../../domain/telling/words.ts'
import type { Alert, LedgerEvent, List } from '../asking/answers.ts'
import { type Api, pipelinePath } from '../asking/api.ts'
import { asking, shown } from '../asking/asked.ts'
import type { Context, View } from '../context.ts'
import { type Child, h } from '../element.ts'
import { actionForm } from '../forms/action-form.ts'
import { section } from '../parts.ts'
import { proofOf } from '../proof-parts.ts'
import { titled } from '../words.ts'
import { noteOf, pipelineOf } from './alert-card.ts'
import { alertHeading } from './alert-heading.ts'
import { adviceFor, endsWhen, factIn } from './alert-words.ts'
import { memberRows } from './member-rows.ts'

/** One alert: what happened, why we think so, what to do; and what has been done. */
export function alertView(context: Context, id: string): View {
  const { api, say } = context
  const asked = asking<Alert>()
  let raising: LedgerEvent | undefined
  const deed = (verb: 'acknowledge' | 'resolve') => (note: string) =>
    api.json(`/v0/alerts/${encodeURIComponent(id)}/${verb}`, {
      method: 'POST',
      body: note === '' ? {} : { note },
    })
  const note = { label: 'Note', isRequired: false }
  const acknowledging = actionForm(context, {
    ...note,
    id: 'acknowledge-note',
    verb: 'Acknowledge',
    done: 'The alert is acknowledged',
    act: deed('acknowledge'),
  })
  const resolving = actionForm(context, {
    ...note,
    id: 'resolve-note',
    verb: 'Resolve',
    done: 'The alert is resolved',
    act: deed('resolve'),
  })
  return {
    title: () => titled(asked.value()?.kind ?? 'alert'),
    load: async () => {
      const isHad = asked.take(await api.json<Alert>(`/v0/alerts/${encodeURIComponent(id)}`))
      const alert = asked.value()
      if (isHad && raising === undefined && alert !== undefined) raising = await raisingOf(api, alert)
      return isHad
    },
    draw: () =>
      shown(asked, (alert) => [
        alertHeading(alert, say),
        noteOf(alert),
        section('what', 'What happened', h('p', { class: 'words' }, factIn(alert))),
        section('why', 'Why we think so', ...whyOf(alert, raising, say)),
        section(
          'do',
          'What to do',
          h('p', { class: 'words' }, adviceFor(alert)),
          h('p', { class: 'quiet' }, endsWhen(alert)),
        ),
        alert.state === 'resolved' || !context.mayAct()
          ? null
          : section(
              'deeds',
              'Do it',
              h(
                'div',
                { class: 'charts' },
                alert.state === 'firing'
                  ? h('div', { class: 'card' }, h('h3', {}, 'I have seen it'), acknowledging.draw())
                  : null,
                h('div', { class: 'card' }, h('h3', {}, 'It is over'), resolving.draw()),
              ),
            ),
      ]),
  }
}

function whyOf(
  alert: Alert,
  raising: LedgerEvent | undefined,
  say: (words: string) => void,
): readonly Child[] {
  if (raising === undefined) return [h('p', { class: 'words' }, alert.summary)]
  const { expected, observed } = comparedIn(raising)
  return [
    h('div', { class: 'charts' }, memberRows('Expected', expected), memberRows('Observed', observed)),
    h('details', {}, h('summary', {}, 'Entry and evidence'), proofOf(raising, say)),
  ]
}

/** The event that raised it stands in the pipeline's ledger at that very moment. */
async function raisingOf(api: Api, alert: Alert): Promise<LedgerEvent | undefined> {
  const pipeline = pipelineOf(alert)
  if (pipeline === undefined) return undefined
  const { kind, raised_at: from } = alert
  const to = new Date(Date.parse(from) + 1).toISOString()
  const got = await api.json<List<LedgerEvent>>(
    pipelinePath(pipeline, 'events', { kind, from, to, limit: '200' }),
  )
  return got.kind === 'ok' ? got.value.items.find(({ uuid }) => uuid === alert.uuid) : undefined
}
