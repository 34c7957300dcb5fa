import { alertView } from './alerts/alert-view.ts'
import { alertsView } from './alerts/alerts-view.ts'
import type { Alert, List } from './asking/answers.ts'
import { createApi } from './asking/api.ts'
import { asking } from './asking/asked.ts'
import { documentLink } from './asking/document-link.ts'
import { startPolling } from './asking/polling.ts'
import { askCaller, type Caller, keepToken, readToken } from './asking/session.ts'
import { checkpointView } from './checkpoint/checkpoint-view.ts'
import type { Context, View } from './context.ts'
import { frame } from './frame.ts'
import { nowhereView } from './nowhere-view.ts'
import { overviewView } from './overview/overview-view.ts'
import { patch } from './patch.ts'
import { pipelineView } from './pipeline/pipeline-view.ts'
import { reportView } from './report/report-view.ts'
import { type Place, type Route, readRoute, withChoice } from './route.ts'
import { runsView } from './runs/runs-view.ts'
import { verifyView } from './verify-view.ts'

const DESCRIPTION = {
  words: 'The API, for programs (OpenAPI)',
  file: 'checkpoint-ledger-openapi.json',
  look: 'plain',
} as const

/** The page: where one is, what is seen there, who one is; and that it stays fresh. */
export function startPage(root: Element): void {
  let token = readToken()
  let isRefused = false
  let caller: Caller | undefined
  let route = readRoute(location.hash)
  let said = ''
  let isDue = false
  const firing = asking<List<Alert>>()
  const api = createApi(
    () => token,
    () => {
      isRefused = true
    },
  )

  const draw = (): void => {
    isDue = false
    document.title = `${view.title()} · Checkpoint Ledger`
    const entry = isRefused ? { isKnown: token !== null, enter } : undefined
    const state = { view, route, firing, caller, said, entry, ...polling.state() }
    const description = documentLink(context, '/v0/openapi.json', DESCRIPTION)
    patch(root, frame(state, { leave: token === null ? undefined : leave, description }))
  }
  const redraw = (): void => {
    if (isDue) return
    isDue = true
    requestAnimationFrame(draw)
  }
  const context: Context = {
    api,
    choice: () => route.choice,
    choose: (changes) => {
      const path = location.hash.split('?')[0] || '#/'
      history.replaceState(null, '', withChoice(path, { ...Object.fromEntries(route.choice), ...changes }))
      route = readRoute(location.hash)
      redraw()
    },
    redraw,
    reload: () => polling.now(),
    say: (words) => {
      said = words
      redraw()
    },
    mayAct: () => caller?.mayAct === true,
    hasToken: () => token !== null,
  }

  const load = async (): Promise<boolean> => {
    const [isLoaded, isTold] = await Promise.all([
      view.load(),
      api.json<List<Alert>>('/v0/alerts?state=firing&limit=200').then(firing.take),
      caller === undefined ? askCaller(api).then((who) => void (caller = who)) : undefined,
    ])
    return isLoaded && isTold
  }
  const polling = startPolling(load, redraw)

  function enter(given: string): void {
    token = given
    keepToken(given)
    ;[isRefused, caller] = [false, undefined]
    polling.now()
  }
  function leave(): void {
    token = null
    keepToken(null)
    ;[isRefused, caller] = [false, undefined]
    location.reload()
  }
  function viewAt({ place }: Route): View {
    switch (place.view) {
      case 'pipeline':
        return pipelineView(context, place, firing.value)
      case 'checkpoint':
        return checkpointView(context, place)
      case 'alerts':
        return alertsView(context)
      case 'alert':
        return alertView(context, place.id)
      case 'runs':
        return runsView(context)
      case 'report':
        return reportView(context)
      case 'verify':
        return verifyView(context)
      case 'overview':
        return overviewView(context, firing.value)
      case 'nowhere':
        return nowhereView()
      default:
        return place satisfies never
    }
  }
  let view = viewAt(route)
  addEventListener('hashchange', () => {
    const before = route
    route = readRoute(location.hash)
    if (sameplace(before.place, route.place)) {
      redraw()
      return polling.now()
    }
    view = viewAt(route)
    said = ''
    scrollTo(0, 0)
    draw()
    document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true })
    polling.now()
  })
  addEventListener('scroll', redraw, { passive: true })
  addEventListener('resize', redraw)
  setInterval(() => document.visibilityState === 'visible' && redraw(), 1_000)
  draw()
  polling.now()
}

function sameplace(a: Place, b: Place): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
