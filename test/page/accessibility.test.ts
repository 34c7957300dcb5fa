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
        for (const { id, nodes } of await faultsOf(tab.page)) {
          for (const { html, failureSummary } of nodes.slice(0, 3))
            faults.push(`${name}: ${id} ${html} ${failureSummary}`)
        }
        const widthPx = await tab.page.evaluate<number>('document.documentElement.scrollWidth')
        if (widthPx > how.viewport.width) faults.push(`${name}: ${widthPx} px wide`)
      }
      expect(faults).toEqual([])
      await tab.close()
    },
  )
})

async function faultsOf(page: Page): Promise<readonly Violation[]> {
  await page.evaluate(AXE)
  const options = JSON.stringify({ runOnly: { type: 'tag', values: RULES } })
  return page.evaluate<Violation[]>(`axe.run(${options}).then(({ violations }) => violations)`)
}
