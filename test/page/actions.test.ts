import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser, type Tab } from '../support/chromium.ts'
import { onThePage } from '../support/on-the-page.ts'
import { goTo, itemsOf, TOLD_PIPELINES, type Told, tellEverything } from '../support/page-views.ts'
import type { WatchedLedger } from '../support/watched-ledger.ts'

let ledger: WatchedLedger
let told: Told
let tab: Tab
let page: Page

describeInBrowser('what a person does on the page', () => {
  onThePage(
    { pipelines: TOLD_PIPELINES },
    {
      begun: async (started) => {
        ledger = started
        told = await tellEverything(ledger)
      },
      opened: (it) => {
        tab = it
        ;({ page } = it)
      },
    },
  )

  const alertNow = async (id: string) =>
    (await itemsOf(`${ledger.url}/v0/alerts?limit=200`)).find((alert) => alert.id === id)
  const idOf = (address: string): string => address.split('/').at(-1) ?? ''

  it('a message leads to its alert, which is acknowledged there with a note, by keyboard alone', async () => {
    const message = ledger.messages.find(({ Subject }) => Subject.includes('checkpoint missing'))
    const { link } = JSON.parse(message?.Message ?? '{}')
    expect(link).toBe(told.views['alert'])
    await goTo(page, link)
    await page.getByRole('heading', { level: 1, name: 'Checkpoint missing' }).waitFor()
    expect(await page.locator('#main').innerText()).toMatch(
      /What happened[^]*no longer listed[^]*Why we think so[^]*What to do[^]*secure it/,
    )
    await page.locator('#acknowledge-note').focus()
    await page.keyboard.type('I am on it')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('The alert is acknowledged').waitFor({ state: 'attached' })
    await page.getByText('Acknowledged by').waitFor()
    expect(await page.locator('.said').innerText()).toContain('I am on it')
    expect(await alertNow(idOf(link))).toMatchObject({ state: 'acknowledged', note: 'I am on it' })
    await page.locator('#resolve-note').fill('restored')
    await page.getByRole('button', { name: 'Resolve' }).click()
    await page.getByText('It is over.').waitFor()
    expect(await alertNow(idOf(link))).toMatchObject({ state: 'resolved', note: 'restored' })
    expect(await page.getByRole('button', { name: 'Resolve' }).count()).toBe(0)
  })

  it('a listed checkpoint is held for a reason and not without one, and released again', async () => {
    await goTo(page, told.views['held checkpoint'] ?? '')
    await page.getByRole('button', { name: 'Hold this checkpoint' }).click()
    await page.getByText('Reason is missing').waitFor()
    await page.locator('#hold-reason').fill('<b>quarter end</b>')
    await page.getByRole('button', { name: 'Hold this checkpoint' }).click()
    await page.getByText('<b>quarter end</b>').first().waitFor()
    const hold = page.locator('.hold', { hasText: 'quarter end' })
    await hold.getByText('Release', { exact: true }).click()
    await hold.getByRole('textbox').fill('it is over')
    await hold.getByRole('button', { name: 'Release this hold' }).click()
    await hold.getByText('Released', { exact: true }).waitFor()
    const story = await page.locator('#main').innerText()
    expect(story).toMatch(/A hold on checkpoint .* was released by/)
  })

  it('what the server refuses is said, and what was written stays', async () => {
    await goTo(page, told.views['held checkpoint'] ?? '')
    await page.route('**/hold?**', (route) =>
      route.fulfill({
        status: 403,
        json: { message: "This needs the role 'operate'", error_code: 'Forbidden', details: {} },
      }),
    )
    await page.locator('#hold-reason').fill('mine')
    await page.getByRole('button', { name: 'Hold this checkpoint' }).click()
    await page.getByText("This needs the role 'operate'").waitFor()
    expect(await page.locator('#hold-reason').inputValue()).toBe('mine')
    expect(tab.complaints.splice(0)).toEqual([expect.stringContaining('403')])
  })

  it('an attestation is saved as the very bytes that verify', async () => {
    await goTo(page, told.views['lost checkpoint'] ?? '')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save attestation' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^prod-orders-.*\.json$/)
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString('utf8')
    expect(JSON.parse(text)).toMatchObject({ pipeline: 'prod/orders' })
    expect(text).toContain(told.missing)
  })
})
