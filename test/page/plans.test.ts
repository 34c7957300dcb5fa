import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeInBrowser, type Tab } from '../support/chromium.ts'
import { onThePage } from '../support/on-the-page.ts'
import { goTo, type Item, itemsOf } from '../support/page-views.ts'
import type { WatchedLedger } from '../support/watched-ledger.ts'

const HOUR_MS = 3_600_000

let ledger: WatchedLedger
let tab: Tab
let page: Page

describeInBrowser('what is planned and tried, on the page', () => {
  onThePage(
    { pipelines: [{ name: 'orders' }, { name: 'clicks' }] },
    {
      begun: async (started) => {
        ledger = started
        for (let round = 0; round < 3; round += 1) {
          for (const name of ['orders', 'clicks']) ledger.feldera.checkpoint(name)
          await ledger.tick()
        }
      },
      opened: (it) => {
        tab = it
        ;({ page } = it)
      },
    },
  )

  const viewOf = (name: string): string => `${ledger.url}/#/pipelines/prod/${name}`
  const listOf = (name: string, what: string) => itemsOf(`${ledger.url}/v0/pipelines/${name}/${what}`)
  const within = (name: string) => page.locator('section', { has: page.getByRole('heading', { name }) })
  const plans = () => within('Maintenance and expected changes')
  const open = (words: string) => page.locator('summary', { hasText: words }).click()
  /** As somebody writes it whose clock is the machine's. */
  const local = (ms: number): string => {
    const shiftMs = new Date(ms).getTimezoneOffset() * 60_000
    return new Date(ms - shiftMs).toISOString().slice(0, 16)
  }

  it('maintenance is planned behind a disclosure, seen in a line above, over time, in the list, and cancelled', async () => {
    await goTo(page, viewOf('orders'))
    expect(await page.locator('form:visible').count()).toBe(0)
    await open('Plan maintenance')
    await page.getByRole('button', { name: 'Plan maintenance' }).click()
    await page.getByText('Until (your time) is missing.').waitFor()
    const until = local(Date.now() + 2 * HOUR_MS)
    await page.locator('#maintenance-until').fill(until)
    await page.locator('#maintenance-reason').fill('new <b>disks</b>')
    await page.getByRole('button', { name: 'Plan maintenance' }).click()
    await page.locator('.notice', { hasText: 'Maintenance now until' }).waitFor()
    expect(await page.locator('.band.maintenance title').textContent()).toMatch(
      /^Maintenance from .* to .*: new <b>disks<\/b> \(local\)$/,
    )
    expect(await plans().locator('q').innerText()).toBe('new <b>disks</b>')
    expect(await within('Events').innerText()).toMatch(/local planned maintenance of prod\/orders/)
    expect(await page.locator('form:visible').count()).toBe(0)
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Plan maintenance')
    const [planned] = await listOf('orders', 'maintenance')
    expect(planned).toMatchObject({ state: 'active', until: new Date(Date.parse(until)).toISOString() })

    await open('Cancel')
    await page.getByRole('button', { name: 'Cancel this maintenance' }).click()
    await page.locator('.notice', { hasText: 'Maintenance now until' }).waitFor({ state: 'detached' })
    await open('Over or taken back: 1')
    await plans().getByText('Maintenance cancelled').waitFor()
    await plans().getByText('Taken back by local').waitFor()
    expect((await listOf('orders', 'maintenance'))[0]).toMatchObject({ state: 'withdrawn' })
  })

  it('a change is approved by its kinds, and what the server refuses is said at its field, with all that was written', async () => {
    await goTo(page, viewOf('clicks'))
    await open('Approve an expected change')
    await page.getByLabel('Lineage changed').check()
    await page.getByLabel('Checkpoint missing').check()
    await page.locator('#approval-until').fill(local(Date.now() + 48 * HOUR_MS))
    await page.locator('#approval-reason').fill('release 12')
    await page.getByRole('button', { name: 'Approve this change' }).click()
    await page.getByText('Until (your time) must be at most 24 hours after from').waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('approval-until')
    expect(await page.locator('#approval-reason').inputValue()).toBe('release 12')
    expect(tab.complaints.splice(0)).toEqual([expect.stringContaining('400')])
    await page.getByLabel('Checkpoint missing').uncheck()
    await page.keyboard.press('Enter')
    await plans().getByText('Expected: Lineage changed.').waitFor()
    expect(await page.locator('.band.approved title').count()).toBe(1)
    expect(await listOf('clicks', 'approvals')).toMatchObject([
      { state: 'active', kinds: ['lineage-changed'] },
    ])
  })

  it('a drill is recorded at its checkpoint, and stands in its story and among those of the pipeline', async () => {
    const [life] = await listOf('clicks', 'history?status=listed')
    await goTo(page, `${viewOf('clicks')}/${life?.uuid}`)
    await open('Record that you tried')
    await page.getByLabel('Outcome').selectOption('Failed')
    await page.getByLabel('Minutes it took').fill('12.5')
    await page.locator('#drill-note').fill('no room')
    await page.getByRole('button', { name: 'Record this drill' }).click()
    await within('What happened')
      .getByText(/failed at .* which took 12.5 minutes, says local: no room/)
      .waitFor()
    const drills: readonly Item[] = await listOf('clicks', 'drills')
    expect(drills).toMatchObject([{ outcome: 'failed', minutes: '12.5', note: 'no room', uuid: life?.uuid }])
    await goTo(page, viewOf('clicks'))
    expect(await within('Restore drills').locator('tbody tr').innerText()).toMatch(
      /Failed[^]*12\.5[^]*no room/,
    )
    await within('Restore drills').getByRole('link').click()
    await page.getByRole('heading', { level: 1, name: 'Checkpoint' }).waitFor()
    await goTo(page, viewOf('orders'))
    await within('Restore drills').getByText('None is recorded.').waitFor()
  })
})
