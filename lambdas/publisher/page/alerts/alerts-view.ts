import type { Alert, List } from '../asking/answers.ts'
import type { Api, Got } from '../asking/api.ts'
import { asking, shown } from '../asking/asked.ts'
import type { Context, View } from '../context.ts'
import { button, type Described, h, link } from '../element.ts'
import { empty } from '../parts.ts'
import { withChoice } from '../route.ts'
import { alertCard, alertLink } from './alert-card.ts'

const STATES = [
  ['firing', 'Firing'],
  ['acknowledged', 'Acknowledged'],
  ['resolved', 'Resolved'],
] as const
type State = (typeof STATES)[number][0]

const NOTHING: { readonly [state in State]: readonly [string, string] } = {
  firing: ['Nothing fires', 'No alert waits for anybody.'],
  acknowledged: [
    'Nothing is acknowledged',
    'Alerts that somebody has seen and that still last would stand here.',
  ],
  resolved: ['Nothing was resolved yet', 'Alerts that have ended would stand here.'],
}
const STEP = 50
const MOST = 1_000

/** Alerts by their state, newest first. */
export function alertsView({ api, choice, mayAct, reload }: Context): View {
  let asked = asking<List<Alert>>()
  let askedFor: State | undefined
  let wanted = STEP
  return {
    title: () => 'Alerts',
    load: async () => {
      const state = stateIn(choice())
      if (state !== askedFor) [asked, askedFor, wanted] = [asking<List<Alert>>(), state, STEP]
      const mine = asked
      return mine.take(await newest(api, state, wanted))
    },
    draw: () => {
      const state = stateIn(choice())
      return [
        h('h1', {}, 'Alerts'),
        tabs(state),
        ...shown(asked, ({ items, next_cursor }) => [
          items.length === 0
            ? empty(...NOTHING[state])
            : h('div', { class: 'cards' }, ...items.map((one) => alertCard(one, ...lookAt(one, mayAct())))),
          next_cursor === null || items.length >= MOST
            ? null
            : h(
                'div',
                { class: 'actions' },
                button('Show older', () => {
                  wanted += STEP
                  reload()
                }),
              ),
        ]),
      ]
    },
  }
}

function stateIn(choice: URLSearchParams): State {
  const asked = choice.get('state')
  return STATES.find(([state]) => state === asked)?.[0] ?? 'firing'
}

function tabs(current: State): Described {
  const items = STATES.map(([state, words]) => {
    const href = withChoice('#/alerts', { state: state === 'firing' ? undefined : state })
    return h('li', {}, link(href, words, state === current ? { 'aria-current': 'page' } : {}))
  })
  return h('nav', { class: 'tabs', 'aria-label': 'Alerts by state' }, h('ul', {}, ...items))
}

function lookAt(alert: Alert, mayAct: boolean): readonly Described[] {
  const words = mayAct && alert.state === 'firing' ? 'Look and acknowledge' : 'Look at it'
  return [link(alertLink(alert), words, { class: 'button' })]
}

async function newest(api: Api, state: State, wanted: number): Promise<Got<List<Alert>>> {
  const items: Alert[] = []
  let cursor: string | null = null
  for (;;) {
    const limit = String(Math.min(200, wanted - items.length))
    const query = new URLSearchParams({ state, limit, ...(cursor === null ? {} : { cursor }) })
    const got: Got<List<Alert>> = await api.json<List<Alert>>(`/v0/alerts?${query}`)
    if (got.kind !== 'ok') return got
    items.push(...got.value.items)
    cursor = got.value.next_cursor
    if (cursor === null || items.length >= wanted) return { ...got, value: { items, next_cursor: cursor } }
  }
}
