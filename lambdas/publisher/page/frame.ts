import type { Alert, List } from './asking/answers.ts'
import type { Asked } from './asking/asked.ts'
import type { Caller } from './asking/session.ts'
import type { View } from './context.ts'
import { button, type Child, type Described, h, having, link } from './element.ts'
import type { Route } from './route.ts'
import { tokenEntry } from './token-entry.ts'
import { ago, grouped } from './words.ts'

export interface FrameState {
  readonly view: View
  readonly route: Route
  readonly firing: Asked<List<Alert>>
  readonly caller: Caller | undefined
  /** For those who listen: what was done last. */
  readonly said: string
  /** Where the server wants a token. */
  readonly entry: { readonly isKnown: boolean; readonly enter: (token: string) => void } | undefined
  readonly isOffline: boolean
  readonly freshAtMs: number
}

const PLACES = [
  ['overview', '#/', 'Overview'],
  ['alerts', '#/alerts', 'Alerts'],
  ['runs', '#/runs', 'Runs'],
  ['report', '#/report', 'Report'],
  ['verify', '#/verify', 'Verify'],
] as const

/** What stands around every view. */
export function frame(
  state: FrameState,
  { leave, description }: { readonly leave: (() => void) | undefined; readonly description: Child },
): readonly Child[] {
  const { entry, view, said } = state
  return [
    having(h('a', { class: 'skip', href: '#main' }, 'Skip to content'), { on: { click: skip } }),
    h('header', { class: 'bar' }, brand(), navigation(state), status(state, leave)),
    h('main', { id: 'main', tabindex: '-1' }, ...(entry === undefined ? view.draw() : [tokenEntry(entry)])),
    h('footer', { class: 'foot screen-only' }, entry === undefined ? description : null),
    h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' }, said),
  ]
}

/** The address is a view's: a jump within it must not change it. */
function skip(event: Event): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('#main')?.focus()
}

function brand(): Described {
  return link('#/', 'Checkpoint Ledger', { class: 'brand' })
}

function navigation({ route, firing }: FrameState): Described {
  const here = route.place.view
  const isIn = (view: string): boolean =>
    view === here ||
    (view === 'overview' && (here === 'pipeline' || here === 'checkpoint')) ||
    (view === 'alerts' && here === 'alert')
  const items = PLACES.map(([view, href, words]) => {
    const current = isIn(view) ? { 'aria-current': view === here ? 'page' : 'true' } : {}
    return h(
      'li',
      {},
      link(href, h('span', {}, words, view === 'alerts' ? count(firing.value()) : null), current),
    )
  })
  return h('nav', { 'aria-label': 'Main' }, h('ul', {}, ...items))
}

function count(firing: List<Alert> | undefined): Child {
  if (firing === undefined || firing.items.length === 0) return null
  const n = `${grouped(firing.items.length)}${firing.next_cursor === null ? '' : '+'}`
  const tone = firing.items.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning'
  return h('span', { class: `count ${tone}` }, n, h('span', { class: 'unseen' }, ' firing'))
}

function status({ isOffline, freshAtMs, caller }: FrameState, leave: (() => void) | undefined): Described {
  const age = (Date.now() - freshAtMs) / 1_000
  const words = isOffline
    ? freshAtMs === 0
      ? 'Not connected'
      : `Not connected, shown as of ${ago(age)}`
    : freshAtMs === 0
      ? 'Connecting …'
      : 'Live'
  return h(
    'div',
    { class: 'status' },
    h('span', { class: `live ${isOffline ? 'off' : freshAtMs === 0 ? '' : 'on'}` }, words),
    caller === undefined
      ? null
      : h('span', { class: 'caller', title: 'Who you are to the server' }, caller.actor),
    leave === undefined ? null : button('Forget token', leave, { class: 'plain' }),
  )
}
