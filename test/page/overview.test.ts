import { expect, it } from 'vitest'
import { describeInBrowser, type Tab } from '../support/chromium.ts'
import { onThePage } from '../support/on-the-page.ts'
import type { WatchedLedger } from '../support/watched-ledger.ts'

let ledger: WatchedLedger
let tab: Tab

describeInBrowser('the overview', () => {
  onThePage(
    {
      pipelines: [{ name: 'orders' }, { name: 'payments' }, { name: 'clicks' }],
    },
    {
      begun: async (started) => {
        ledger = started
        for (const name of ['orders', 'payments', 'clicks']) {
          ledger.feldera.checkpoint(name)
          ledger.feldera.checkpoint(name)
        }
        await ledger.tick()
      },
      opened: (it) => {
        tab = it
      },
    },
  )

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
