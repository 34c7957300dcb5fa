import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeInBrowser, openTab, startChromium } from '../support/chromium.ts'
import { goTo } from '../support/page-views.ts'
import { startWatchedLedger, type WatchedLedger } from '../support/watched-ledger.ts'

const KEY = 'a-key-of-the-ledger'
const MINUTE_MS = 60_000

let browser: Browser
let ledger: WatchedLedger

describeInBrowser('a visit', () => {
  beforeAll(async () => {
    browser = await startChromium()
    ledger = await startWatchedLedger({ pipelines: [{ name: 'orders' }], apiKeys: [KEY] })
    ledger.feldera.checkpoint('orders')
    await ledger.tick()
  }, MINUTE_MS)
  afterAll(async () => {
    await browser?.close()
    await ledger?.stop()
  })

  describe('where a token is wanted', () => {
    it(
      'asks for it, says when it is wrong, keeps it in this tab only and forgets it when told',
      async () => {
        const tab = await openTab(browser)
        const { page } = tab
        await page.goto(`${ledger.url}/#/pipelines/prod/orders`)
        const field = page.getByLabel('API key or token')
        await field.fill('wrong')
        await page.getByRole('button', { name: 'Continue' }).click()
        await page.getByText('The server refused this token.').waitFor()
        await field.fill(KEY)
        await page.keyboard.press('Enter')
        // Where one wanted to go, one arrives.
        await page.getByRole('heading', { level: 1, name: 'prod/orders' }).waitFor()
        await page.reload()
        await page.getByRole('heading', { name: 'History' }).waitFor()
        const kept = await page.evaluate<string>(
          'JSON.stringify([localStorage.length, document.cookie, location.href])',
        )
        expect(kept).toBe(JSON.stringify([0, '', `${ledger.url}/#/pipelines/prod/orders`]))
        await page.getByRole('button', { name: 'Forget token' }).click()
        await field.waitFor()
        expect(await page.evaluate('sessionStorage.length')).toBe(0)
        expect(tab.complaints.filter((said) => !/status of 401/.test(said))).toEqual([])
        await tab.close()
      },
      MINUTE_MS,
    )
  })

  it(
    'costs three requests for what is seen first, and paints before any of them is answered',
    async () => {
      const tab = await openTab(browser)
      const { page } = tab
      const asked: string[] = []
      let release = (): void => {}
      const released = new Promise<void>((resolve) => {
        release = resolve
      })
      await page.route('**/v0/**', async (route) => {
        asked.push(new URL(route.request().url()).pathname)
        await released
        await route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${KEY}` } })
      })
      await page.goto(ledger.url)
      await page.getByRole('navigation', { name: 'Main' }).waitFor()
      await page.getByText('Loading').waitFor()
      release()
      await page.getByRole('heading', { name: 'Every backup is there' }).waitFor()
      expect(asked.toSorted()).toEqual(['/v0/alerts', '/v0/caller', '/v0/overview'])
      await tab.close()
    },
    MINUTE_MS,
  )

  it(
    'goes on without a server: what was seen stays, with its age, and is fresh again by itself',
    async () => {
      const tab = await openTab(browser)
      const { page } = tab
      await page.route('**/v0/**', (route) =>
        route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${KEY}` } }),
      )
      await goTo(page, ledger.url)
      await page.context().setOffline(true)
      await page.getByText(/Not connected, shown as of/).waitFor({ timeout: 15_000 })
      await page.getByText('The server cannot be reached.').waitFor({ timeout: 15_000 })
      expect(await page.getByRole('link', { name: 'prod/orders' }).count()).toBe(1)
      await page.context().setOffline(false)
      await page.getByText('Live', { exact: true }).waitFor({ timeout: 15_000 })
      await page.getByText('The server cannot be reached.').waitFor({ state: 'detached' })
      await tab.close()
    },
    MINUTE_MS,
  )

  it(
    'finds new runs by itself without taking the focus, what is typed, or the place on the page',
    async () => {
      const tab = await openTab(browser, { viewport: { width: 900, height: 300 } })
      const { page } = tab
      await page.route('**/v0/**', (route) =>
        route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${KEY}` } }),
      )
      await goTo(page, `${ledger.url}/#/pipelines/prod/orders`)
      await page.getByLabel('Also the daily round').check()
      const before = await page.locator('.events li').count()
      await page.getByLabel('Also the daily round').focus()
      await page.evaluate('scrollTo(0, 400)')
      const place = await page.evaluate<number>('scrollY')
      expect(place).toBeGreaterThan(100)
      ledger.feldera.checkpoint('orders')
      await ledger.tick()
      await expect.poll(() => page.locator('.events li').count(), { timeout: 30_000 }).toBeGreaterThan(before)
      expect(await page.evaluate('document.activeElement.id')).toBe('all-events')
      expect(Math.abs((await page.evaluate<number>('scrollY')) - place)).toBeLessThan(80)
      await tab.close()
    },
    MINUTE_MS,
  )
})
