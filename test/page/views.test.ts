import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser } from '../support/chromium.ts'
import { onThePage } from '../support/on-the-page.ts'
import { goTo, TOLD_PIPELINES, type Told, tellEverything } from '../support/page-views.ts'
import type { WatchedLedger } from '../support/watched-ledger.ts'

const MINUTE_MS = 60_000

let ledger: WatchedLedger
let told: Told
let page: Page

describeInBrowser('every view', () => {
  onThePage(
    { pipelines: TOLD_PIPELINES },
    {
      begun: async (started) => {
        ledger = started
        told = await tellEverything(ledger)
      },
      opened: (tab) => {
        ;({ page } = tab)
      },
    },
  )
  const text = () => page.locator('#main').innerText()

  it(
    'the overview: worst first, what is chosen stands in the address, and the arrows go from row to row',
    async () => {
      await goTo(page, ledger.url)
      const states = await page.locator('.pipelines .badge').allInnerTexts()
      expect(states).toEqual(['Critical', 'Critical', 'No checkpoint'])
      await page.getByRole('button', { name: /No checkpoint/ }).click()
      expect(page.url()).toContain('state=empty')
      await page.getByText('1 of 3 pipelines').waitFor()
      await page.getByRole('button', { name: /No checkpoint/ }).click()
      await page.getByLabel('Search').fill('PAY')
      await page.getByText('1 of 3 pipelines').waitFor()
      await page.reload()
      expect(await page.getByLabel('Search').inputValue()).toBe('PAY')
      await page.getByText('1 of 3 pipelines').waitFor()
      await page.getByLabel('Search').fill('')
      await page.getByText('3 pipelines', { exact: true }).waitFor()
      await page.getByRole('link', { name: 'prod/orders' }).focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: 'prod/payments' }).waitFor()
      await page.goBack()
      await page.getByRole('heading', { level: 1, name: /in danger/ }).waitFor()
    },
    MINUTE_MS,
  )

  it(
    'a pipeline: lives over time to walk through by keyboard, exact values, events in the words of the mail',
    async () => {
      await goTo(page, told.views['pipeline'] ?? '')
      expect(await page.locator('a.life').count()).toBe(4)
      expect(await page.locator('.mark title').allTextContents()).toEqual([
        expect.stringContaining('Fingerprint changed'),
      ])
      await page.locator('a.life[tabindex="0"]').focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('ArrowRight')
      const at = await page.locator('.readout').innerText()
      expect(at).toMatch(/Retired at .* Rotated out, as expected/)
      const said = await text()
      expect(said).toContain('14128757731148314857')
      expect(said).toMatch(
        /changed its fingerprint from 14128757731148314856 to 14128757731148314857\. A checkpoint is never rewritten/,
      )
      expect(said).not.toContain('was recorded with')
      await page.getByLabel('Also the daily round').check()
      expect(await text()).toContain('was recorded with')
      await page.getByLabel('Period').selectOption('1h')
      await page.locator('#main .loading').waitFor({ state: 'detached' })
      expect(await page.locator('a.life').count()).toBe(4)
      expect(page.url()).toContain('last=1h')
      await page.keyboard.press('Enter')
    },
    MINUTE_MS,
  )

  it(
    'a copy button copies every digit',
    async () => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await goTo(page, told.views['altered checkpoint'] ?? '')
      await page.getByRole('button', { name: 'Copy fingerprint' }).click()
      await page.getByText('fingerprint copied').waitFor({ state: 'attached' })
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe('14128757731148314857')
    },
    MINUTE_MS,
  )

  it(
    'a lost checkpoint: its story, and the evidence with its line',
    async () => {
      await goTo(page, told.views['lost checkpoint'] ?? '')
      expect(await text()).toMatch(
        /Missing[^]*Gone, and nothing explains it[^]*was recorded[^]*no longer listed/,
      )
      await page.locator('summary', { hasText: 'Checkpoint missing' }).click()
      expect(await page.locator('details[open]').innerText()).toMatch(/evidence\/[0-9a-f]{64}/)
    },
    MINUTE_MS,
  )

  it(
    'alerts: by state, with who acknowledged them and why',
    async () => {
      await goTo(page, told.views['alerts'] ?? '')
      expect(await page.locator('article.alert').count()).toBe(2)
      await page.getByRole('link', { name: 'Resolved' }).click()
      await page.locator('.said q', { hasText: 'I did it' }).waitFor()
    },
    MINUTE_MS,
  )

  it(
    'runs: each one, in the calendar and in the list',
    async () => {
      await goTo(page, told.views['runs'] ?? '')
      expect(await page.locator('svg[aria-label^="8 runs, "] .beat').count()).toBe(8)
      expect(await page.locator('.scroller tbody tr').count()).toBe(8)
    },
    MINUTE_MS,
  )

  it(
    'verify: the log as it is signed, and the commands',
    async () => {
      await goTo(page, told.views['verify'] ?? '')
      const { checkpoint, public_key } = (await (await fetch(`${ledger.url}/v0/log`)).json()) as {
        checkpoint: string
        public_key: string
      }
      expect(await page.locator('pre').textContent()).toBe(checkpoint)
      expect(await text()).toContain(public_key)
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save as checkpoint.txt' }).click(),
      ])
      expect(download.suggestedFilename()).toBe('checkpoint.txt')
      const [described] = await Promise.all([
        page.waitForEvent('popup'),
        page.getByRole('link', { name: 'The API, for programs (OpenAPI)' }).click(),
      ])
      expect(await described.locator('body').innerText()).toContain('"openapi":"3.1.1"')
    },
    MINUTE_MS,
  )
})
