import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { chromiumPath } from '../test/support/chromium-path.ts'
import { goTo, type Told } from '../test/support/page-views.ts'
import { startShownLedger } from './shown-ledger.ts'

/**
 * `npm run screenshots [-- --out DIR --only NAME]`: every view of the page, light and wide, dark and wide, dark and on a phone, from a ledger
 * in which everything has happened that the page has a sign for. `overview.png` is the one of the README.
 */
const { out, only } = parseArgs({
  options: { out: { type: 'string', default: 'docs/screenshots' }, only: { type: 'string' } },
}).values

const LOOKS = [
  { suffix: '', colorScheme: 'light', viewport: { width: 1200, height: 800 } },
  { suffix: '-dark', colorScheme: 'dark', viewport: { width: 1200, height: 800 } },
  { suffix: '-phone', colorScheme: 'light', viewport: { width: 360, height: 740 } },
] as const

async function main(): Promise<void> {
  const executablePath = chromiumPath()
  if (executablePath === undefined) throw new Error('there is no Chromium here: apt-get install chromium')
  mkdirSync(out, { recursive: true })
  const { told, stop } = await startShownLedger((line) => console.log(line))
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    for (const look of LOOKS) await shoot(browser, told, look)
  } finally {
    await browser.close()
    await stop()
  }
}

async function shoot(
  browser: Awaited<ReturnType<typeof chromium.launch>>,
  told: Told,
  { suffix, ...look }: (typeof LOOKS)[number],
): Promise<void> {
  const page = await (await browser.newContext({ ...look, reducedMotion: 'reduce' })).newPage()
  page.on('pageerror', (error) => console.error(error))
  for (const [name, address] of Object.entries(told.views)) {
    if (only !== undefined && name !== only) continue
    await goTo(page, address)
    // What is drawn goes by the width that there is once the rest is there.
    await page.waitForTimeout(1_200)
    const path = join(out, `${name.replaceAll(' ', '-')}${suffix}.png`)
    await page.screenshot({ path, fullPage: name !== 'overview' || suffix === '-phone' })
    console.log(path)
  }
  await page.context().close()
}

await main()
