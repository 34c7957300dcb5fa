import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser, openTab, startChromium } from '../support/chromium.ts'
import { goTo } from '../support/page-views.ts'
import { startWatchedLedger, type WatchedLedger } from '../support/watched-ledger.ts'

// As a pipeline may be called: whatever has no slash.
const EVIL = `"><img src=x onerror=alert(1)><script>alert(2)<\\script>{{7*7}}'"&amp;#\u202eevil`
const IDENTIFIER = '<svg onload=alert(3)>javascript:alert(4)'
const MINUTE_MS = 60_000

let browser: Browser
let ledger: WatchedLedger

describeInBrowser('whatever something is called', () => {
  beforeAll(async () => {
    browser = await startChromium()
    ledger = await startWatchedLedger({ pipelines: [{ name: EVIL }] })
    const { feldera } = ledger
    for (let i = 0; i < 3; i += 1) {
      feldera.checkpoint(EVIL, { identifier: IDENTIFIER })
      await ledger.tick()
    }
    feldera.lose(EVIL)
    await ledger.tick()
  }, MINUTE_MS)
  afterAll(async () => {
    await browser?.close()
    await ledger?.stop()
  })

  it(
    'it is shown as text, links lead to it, and nothing of it runs',
    async () => {
      const tab = await openTab(browser)
      const { page } = tab
      const asked: string[] = []
      page.on('dialog', (dialog) => {
        tab.complaints.push(`dialog: ${dialog.message()}`)
        void dialog.dismiss()
      })
      page.on('request', (request) => void asked.push(new URL(request.url()).pathname))
      await goTo(page, ledger.url)
      await page.getByRole('link', { name: `prod/${EVIL}`, exact: true }).click()
      await page.getByRole('heading', { level: 1, name: `prod/${EVIL}` }).waitFor()
      await page.getByText(IDENTIFIER).first().waitFor()
      await page.locator('.scroller').getByRole('link').nth(1).click()
      await page.getByRole('heading', { name: 'What proves it' }).waitFor()
      expect(await page.locator('#main').innerText()).toContain(IDENTIFIER)
      const note = `<iframe src="javascript:alert(5)"></iframe> ${EVIL}`
      await page.locator('#hold-reason').fill(note)
      await page.getByRole('button', { name: 'Hold this checkpoint' }).click()
      await page.locator('.hold q').filter({ hasText: 'iframe' }).waitFor()
      expect(await page.locator('.hold q').innerText()).toBe(note)
      await goTo(page, `${ledger.url}/#/alerts`)
      await page
        .getByRole('link', { name: `prod/${EVIL}` })
        .first()
        .waitFor()
      expect(await page.locator('main img, main iframe, main script').count()).toBe(0)
      expect(asked.filter((path) => !/^\/(?:v0\/|page-|$)/.test(path))).toEqual([])
      expect(tab.complaints).toEqual([])
      await tab.close()
    },
    MINUTE_MS,
  )

  it(
    'an address may say anything: it leads to a view or to none',
    async () => {
      const tab = await openTab(browser)
      for (const hash of [
        '#/%',
        '#/pipelines/%3Cb%3E/x',
        `#/alerts/${encodeURIComponent('<img src=x>')}`,
        '#javascript:alert(1)',
        '#/?q=<b>&state=nosuch',
        '#/pipelines/a/b/c/d',
        '#/pipelines/prod/x?from=never&to=<i>',
      ]) {
        await tab.page.goto('about:blank')
        await tab.page.goto(`${ledger.url}/${hash}`)
        await tab.page.getByRole('main').waitFor()
        await tab.page.locator('#main .loading').waitFor({ state: 'detached' })
      }
      // The browser writes down what the server did not have; nothing else may be wrong.
      expect(tab.complaints.filter((said) => !/status of 40[04]/.test(said))).toEqual([])
      await tab.close()
    },
    MINUTE_MS,
  )

  it(
    'the browser itself would stop it: text becomes markup nowhere, and no script but ours is let in',
    async () => {
      const tab = await openTab(browser)
      await goTo(tab.page, ledger.url)
      const tried = await tab.page.evaluate<string[]>(`(() => {
      const outcome = (what) => { try { what(); return 'done' } catch (error) { return error.name } }
      return [
        outcome(() => { document.body.innerHTML = '<b>x</b>' }),
        outcome(() => { setTimeout(() => { try { new Function('window.made = 1')() } catch {} }, 0) }),
        outcome(() => { trustedTypes.createPolicy('mine', {}) }),
        outcome(() => { const s = document.createElement('script'); s.text = 'window.ran = 1'; document.body.append(s) }),
      ]
    })()`)
      expect(tried.slice(0, 3)).toEqual(['TypeError', 'done', 'TypeError'])
      expect(await tab.page.evaluate('[window.ran, window.made]')).toEqual([undefined, undefined])
      await tab.close()
    },
    MINUTE_MS,
  )
})
