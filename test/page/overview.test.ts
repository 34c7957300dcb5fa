import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { describeInBrowser, openTab, startChromium, type Tab } from '../support/chromium.ts'
import { startWatchedLedger, type WatchedLedger } from '../support/watched-ledger.ts'

let browser: Browser
let ledger: WatchedLedger
let tab: Tab

describeInBrowser('the overview', () => {
  beforeAll(async () => {
    browser = await startChromium()
    ledger = await startWatchedLedger({
      pipelines: [{ name: 'orders' }, { name: 'payments' }, { name: 'clicks' }],
    })
    for (const name of ['orders', 'payments', 'clicks']) {
      ledger.feldera.checkpoint(name)
      ledger.feldera.checkpoint(name)
    }
    await ledger.tick()
  })
  afterAll(async () => {
    await browser?.close()
    await ledger?.stop()
  })
  beforeEach(async () => {
    tab = await openTab(browser)
  })
  afterEach(async () => {
    expect(tab.complaints).toEqual([])
    await tab.close()
  })

  it('says in one sentence that every backup is there, and then that one is in danger, by itself', async () => {
    const { page } = tab
    await page.goto(ledger.url)
    await page.getByRole('heading', { name: 'Every backup is there' }).waitFor()
    expect(await page.getByRole('row').count()).toBe(4)
    ledger.feldera.lose('orders')
    await ledger.tick()
    await page.getByRole('heading', { name: /in danger/ }).waitFor()
    expect(await page.getByRole('row').nth(1).innerText()).toMatch(/Critical[^]*prod\/orders[^]*1 critical/)
  })
})
