import { readFileSync } from 'node:fs'
import type { Browser, Download, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { RETENTION_REPORT } from '../../lambdas/publisher/schemas/report/retention-report.ts'
import { REPORT_IN_ARCHIVE } from '../../lambdas/publisher/schemas/reports.ts'
import { describeInBrowser, openTab, type Tab } from '../support/chromium.ts'
import { onThePage } from '../support/on-the-page.ts'
import { goTo, TOLD_PIPELINES, tellEverything } from '../support/page-views.ts'
import type { WatchedLedger } from '../support/watched-ledger.ts'

// Before anything was recorded: over for good, so that it can be signed off.
const OVER = 'from=2026-01-01T00:00:00.000Z&to=2026-02-01T00:00:00.000Z'
const STYLED = 'document.styleSheets.length === 1 && document.styleSheets[0].cssRules.length > 10'

let browser: Browser
let ledger: WatchedLedger
let tab: Tab
let page: Page

describeInBrowser('the retention report on the page', () => {
  onThePage(
    { pipelines: TOLD_PIPELINES },
    {
      begun: async (started, chromium) => {
        ledger = started
        browser = chromium
        await tellEverything(ledger)
      },
      opened: (it) => {
        tab = it
        ;({ page } = it)
      },
    },
  )

  const view = (query = ''): string => `${ledger.url}/#/report${query === '' ? '' : `?${query}`}`
  const rows = () => page.getByRole('region', { name: 'Report by pipeline' }).locator('tbody tr')
  const saved = async (name: string): Promise<Download> => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name }).click(),
    ])
    return download
  }
  const textOf = async (download: Download): Promise<string> => readFileSync(await download.path(), 'utf8')

  it('shows what the API counts, and another period where one is chosen', async () => {
    await goTo(page, view())
    expect(await rows().count()).toBe(3)
    expect(await rows().filter({ hasText: 'prod/orders' }).locator('.critical-text').innerText()).toBe('1')
    await page.getByRole('button', { name: 'Last month (UTC)' }).click()
    await page.locator('.loading').waitFor({ state: 'detached' })
    expect(page.url()).toMatch(/from=\d{4}-\d\d-01T00%3A00%3A00.000Z&to=\d{4}-\d\d-01T00/)
    await page.getByText('0 pipelines').waitFor()
    await page.getByLabel('To (your time)').fill('2100-01-01T00:00')
    await page.getByRole('region', { name: 'Report by pipeline' }).waitFor()
    expect(await rows().count()).toBe(3)
  })

  it('is kept as CSV, as JSON and as a page that shows itself, and is printed without what is only for the screen', async () => {
    await goTo(page, view())
    const csv = await saved('Save as CSV')
    expect(csv.suggestedFilename()).toMatch(/^retention-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/)
    expect((await textOf(csv)).split('\r\n')[0]).toContain('pipeline,')
    RETENTION_REPORT.parse(JSON.parse(await textOf(await saved('Save as JSON'))))
    const html = await saved('Save as HTML')
    const alone = await openTab(browser)
    await alone.page.setContent(await textOf(html))
    await alone.page.getByRole('heading', { level: 1 }).waitFor()
    expect(await alone.page.evaluate(STYLED)).toBe(true)
    expect(alone.complaints).toEqual([])
    await alone.close()
    await page.emulateMedia({ media: 'print' })
    for (const unseen of [
      page.getByRole('button', { name: 'Print' }),
      page.locator('.bar'),
      page.locator('summary'),
    ])
      expect(await unseen.first().isVisible()).toBe(false)
    expect(await rows().first().isVisible()).toBe(true)
  })

  it('is opened whole, in its own style, which its policy lets in', async () => {
    await goTo(page, view())
    const complaints: string[] = []
    page.context().on('page', (opened) => {
      opened.on('console', (message) => void complaints.push(message.text()))
    })
    const [whole] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: 'Open the whole report' }).click(),
    ])
    await whole.getByRole('heading', { level: 1 }).waitFor()
    expect(whole.url()).toContain('/v0/reports/retention?')
    expect(await whole.evaluate(STYLED)).toBe(true)
    expect(complaints).toEqual([])
  })

  it('is signed off by its hash once it cannot change any more, and before that the server says when', async () => {
    await goTo(page, view())
    await page.getByText('Nobody has signed this report off.').waitFor()
    await page.locator('summary', { hasText: 'Sign this report off' }).click()
    await page.getByRole('button', { name: 'Sign this report off' }).click()
    await page.getByText(/The report may still change: it can be signed off from .* on\./).waitFor()
    expect(tab.complaints.splice(0)).toEqual([expect.stringContaining('409')])

    await page.evaluate(`location.hash = ${JSON.stringify(`/report?${OVER}`)}`)
    await page.getByText('0 pipelines').waitFor()
    // What was said of another period is not said of this one.
    expect(await page.getByText('The report may still change').count()).toBe(0)
    await page.locator('summary', { hasText: 'Sign this report off' }).click()
    await page.locator('#sign-off-note').fill('read <i>it</i>')
    await page.getByRole('button', { name: 'Sign this report off' }).click()
    await page
      .locator('.card', { hasText: 'Signed off' })
      .locator('q', { hasText: 'read <i>it</i>' })
      .waitFor()
    const answer = await fetch(`${ledger.url}/v0/reports/retention?${OVER}`)
    const sha256 = answer.headers.get('checkpoint-ledger-report-sha256')
    const { items } = (await (await fetch(`${ledger.url}/v0/reports/sign-offs`)).json()) as {
      items: object[]
    }
    expect(items).toMatchObject([{ sha256, actor: 'local', note: 'read <i>it</i>' }])
    await page.reload()
    await page.locator('.card b', { hasText: 'local' }).waitFor()
  })

  it('that fits into no answer is named where it is kept, and signed off once it is there', async () => {
    const names = {
      json: 'reports/x/retention.json',
      csv: 'reports/x/retention.csv',
      html: 'reports/x/retention.html',
    }
    const given = { archive: { names, links: names }, status: 'wanted', sha256: null }
    let json: object = REPORT_IN_ARCHIVE.parse(given)
    await page.route('**/v0/reports/retention?**', (route) => route.fulfill({ status: 202, json }))
    await goTo(page, view(OVER))
    await page.getByText('will be there within minutes').waitFor()
    await page.getByText('reports/x/retention.csv').waitFor()
    expect(await page.locator('form').count()).toBe(0)
    json = REPORT_IN_ARCHIVE.parse({ ...given, status: 'archived', sha256: 'a'.repeat(64) })
    await page.reload()
    await page.getByText('It is kept in the archive').waitFor()
    await page.locator('summary', { hasText: 'Sign this report off' }).click()
    await page.getByRole('button', { name: 'Sign this report off' }).click()
    await page.getByText(/The report has the SHA-256 [0-9a-f]{64} now, not a{64}/).waitFor()
    expect(tab.complaints.splice(0)).toEqual([expect.stringContaining('409')])
  })
})
