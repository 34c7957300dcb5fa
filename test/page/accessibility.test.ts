import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser, openTab, startChromium } from '../support/chromium.ts'
import { goTo, TOLD_PIPELINES, type Told, tellEverything } from '../support/page-views.ts'
import { startWatchedLedger, type WatchedLedger } from '../support/watched-ledger.ts'

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

let browser: Browser
let ledger: WatchedLedger
let told: Told

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

describeInBrowser('everybody can use the page', () => {
  beforeAll(async () => {
    browser = await startChromium()
    ledger = await startWatchedLedger({ pipelines: TOLD_PIPELINES, policy: { staleAfter: '10m' } })
    told = await tellEverything(ledger)
  })
  afterAll(async () => {
    await browser?.close()
    await ledger?.stop()
  })

  it.each([
    { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    { colorScheme: 'dark', viewport: { width: 320, height: 640 } },
  ] as const)(
    'no view has a fault that axe knows of, or is wider than its window: $colorScheme, $viewport.width px',
    async (how) => {
      // The policy of the page lets no script in but its own: this one is brought by the browser itself.
      const tab = await openTab(browser, { ...how, bypassCSP: true, reducedMotion: 'reduce' })
      const faults: string[] = []
      for (const [name, address] of Object.entries(told.views)) {
        await goTo(tab.page, address)
        // What is behind a disclosure as well.
        await tab.page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
        for (const { id, nodes } of await faultsOf(tab.page)) {
          for (const { html, failureSummary } of nodes.slice(0, 3))
            faults.push(`${name}: ${id} ${html} ${failureSummary}`)
        }
        const widthPx = await tab.page.evaluate<number>('document.documentElement.scrollWidth')
        if (widthPx > how.viewport.width) faults.push(`${name}: ${widthPx} px wide`)
      }
      faults.push(...(await faultsOfStates(tab.page, ledger.url)))
      expect(faults).toEqual([])
      await tab.close()
    },
  )
})

/** What is seen only now and then: a server that fails, one that wants a token. */
async function faultsOfStates(page: Page, url: string): Promise<readonly string[]> {
  const states: readonly (readonly [string, string, { status: number; json: object }])[] = [
    [
      'failed',
      '**/v0/log',
      { status: 500, json: { message: 'Internal error', error_code: 'InternalError' } },
    ],
    ['token', '**/v0/**', { status: 401, json: { message: 'no', error_code: 'AuthenticationFailed' } }],
  ]
  const faults: string[] = []
  for (const [name, path, answer] of states) {
    await page.route(path, (route) => route.fulfill(answer))
    await page.goto('about:blank')
    await page.goto(`${url}/#/verify`)
    await page.locator('#main table, #main .notice, #token').first().waitFor()
    for (const { id, nodes } of await faultsOf(page)) faults.push(`${name}: ${id} ${nodes[0]?.html}`)
  }
  return faults
}

async function faultsOf(page: Page): Promise<readonly Violation[]> {
  await page.evaluate(AXE)
  const options = JSON.stringify({ runOnly: { type: 'tag', values: RULES } })
  return page.evaluate<Violation[]>(`axe.run(${options}).then(({ violations }) => violations)`)
}
