import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser } from '../support/chromium.ts'
import { onThePage } from '../support/on-the-page.ts'
import { type Item, TOLD_PIPELINES } from '../support/page-views.ts'
import type { WatchedLedger } from '../support/watched-ledger.ts'

const FIXED = 'a-key-of-the-environment'

let ledger: WatchedLedger
let page: Page
let views: readonly string[]

describeInBrowser('who has a key of the ledger', () => {
  onThePage(
    { pipelines: TOLD_PIPELINES, apiKeys: [FIXED] },
    {
      begun: async (started) => {
        ledger = started
        const { feldera, tick, url } = ledger
        for (let round = 0; round < 3; round += 1) {
          for (const { name } of TOLD_PIPELINES) feldera.checkpoint(name)
          await tick()
        }
        feldera.lose('orders')
        await tick()
        const [life] = await asked('pipelines/payments/history?status=listed')
        const [alert] = await asked('alerts')
        views = [
          `${url}/#/pipelines/prod/payments/${life?.uuid}`,
          `${url}/#/pipelines/prod/payments`,
          `${url}/#/alerts/${alert?.id}`,
          `${url}/#/report`,
        ]
      },
      opened: (tab) => {
        ;({ page } = tab)
      },
      isExpected: (said) => /status of 401/.test(said),
    },
  )

  const asked = async (path: string): Promise<readonly Item[]> => {
    const headers = { authorization: `Bearer ${FIXED}` }
    const response = await fetch(`${ledger.url}/v0/${path}`, { headers })
    return ((await response.json()) as { items: readonly Item[] }).items
  }
  const enter = async (key: string): Promise<void> => {
    await page.goto(ledger.url)
    await page.getByLabel('API key or token').fill(key)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /in danger/ }).waitFor()
  }
  const formsSeen = async (): Promise<readonly number[]> => {
    const counts: number[] = []
    for (const address of views) {
      await page.goto(address)
      await page.locator('#main .loading').waitFor({ state: 'detached' })
      await page.locator('#main section').first().waitFor()
      counts.push(await page.locator('form').count())
    }
    return counts
  }

  it('for reading is told who he is, and is shown no action', async () => {
    await enter(await ledger.makeKey('grafana', 'read'))
    expect(await page.locator('.caller').innerText()).toMatch(/^key:[^/]+\/grafana$/)
    expect(await formsSeen()).toEqual([0, 0, 0, 0])
  })

  it('for operating is shown every action, and what he does bears the name of his key', async () => {
    await enter(await ledger.makeKey('on-call', 'operate'))
    for (const forms of await formsSeen()) expect(forms).toBeGreaterThan(0)
    await page.goto(views[0] ?? '')
    await page.locator('#hold-reason').fill('mine')
    await page.getByRole('button', { name: 'Hold this checkpoint' }).click()
    await page.locator('.hold b', { hasText: /^key:[^/]+\/on-call$/ }).waitFor()
  })

  it('is given the description of the API as a file, since a link bears no key', async () => {
    await enter(await ledger.makeKey('grafana', 'read'))
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'The API, for programs (OpenAPI)' }).click(),
    ])
    expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toMatchObject({ openapi: '3.1.1' })
    expect(await page.getByRole('link', { name: 'OpenAPI' }).count()).toBe(0)
  })

  it('that is not quite right is asked for another, and arrives where he wanted to go', async () => {
    const key = await ledger.makeKey('on-call', 'operate')
    await page.goto(views[1] ?? '')
    for (const wrong of [`${key}x`, 'nothing like it']) {
      await page.getByLabel('API key or token').fill(wrong)
      const [refused] = await Promise.all([
        page.waitForResponse('**/v0/caller'),
        page.keyboard.press('Enter'),
      ])
      expect(refused.status()).toBe(401)
      await page.getByText('The server refused this token.').waitFor()
      expect(await page.locator('.caller').count()).toBe(0)
    }
    await page.getByLabel('API key or token').fill(key)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'prod/payments' }).waitFor()
    await page.locator('.caller', { hasText: /on-call$/ }).waitFor()
  })
})
