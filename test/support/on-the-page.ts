import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { openTab, PATIENCE_MS, startChromium, type Tab } from './chromium.ts'
import { type LedgerOptions, startWatchedLedger, type WatchedLedger } from './watched-ledger.ts'

/** A browser and a watched ledger for all tests of a suite, and a tab for each: what its console complains of fails the test. */
export function onThePage(
  options: LedgerOptions,
  {
    begun,
    opened,
    isExpected = () => false,
  }: {
    /** Before the first test. */
    readonly begun: (ledger: WatchedLedger, browser: Browser) => Promise<void>
    readonly opened: (tab: Tab) => void
    /** Complaints that belong to what is tested. */
    readonly isExpected?: (complaint: string) => boolean
  },
): void {
  let browser: Browser | undefined
  let ledger: WatchedLedger | undefined
  let tab: Tab | undefined
  beforeAll(async () => {
    browser = await startChromium()
    ledger = await startWatchedLedger(options)
    await begun(ledger, browser)
  }, PATIENCE_MS)
  afterAll(async () => {
    await browser?.close()
    await ledger?.stop()
  })
  beforeEach(async () => {
    if (browser === undefined) throw new Error('no browser was started')
    tab = await openTab(browser)
    opened(tab)
  })
  afterEach(async () => {
    expect(tab?.complaints.filter((said) => !isExpected(said))).toEqual([])
    await tab?.close()
  })
}
