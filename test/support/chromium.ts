import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { describe } from 'vitest'
import { chromiumPath } from './chromium-path.ts'

// Two cores, and other suites on them: what takes seconds alone may take a minute.
export const PATIENCE_MS = 90_000

/** A suite that needs a browser: without one it is skipped and says why, or, where `BROWSER_TESTS=demanded`, fails. */
export function describeInBrowser(name: string, suite: () => void): void {
  if (chromiumPath() !== undefined) return void describe(name, { timeout: PATIENCE_MS }, suite)
  if (process.env['BROWSER_TESTS'] === 'demanded') {
    throw new Error(`${name}: no Chromium here, and BROWSER_TESTS=demanded: apt-get install chromium`)
  }
  describe.skip(`${name} (skipped: no Chromium here; apt-get install chromium, or set CHROMIUM)`, suite)
}

export async function startChromium(): Promise<Browser> {
  const executablePath = chromiumPath()
  if (executablePath === undefined) throw new Error('there is no Chromium here')
  // As root, in a container, there is no sandbox to be had; the pages are our own.
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
}

/** A tab, and everything that its console complained of. */
export interface Tab {
  readonly page: Page
  readonly complaints: string[]
  readonly close: () => Promise<void>
}

export async function openTab(browser: Browser, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    complaints.push(`${message.type()}: ${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => void complaints.push(`thrown: ${String(error.stack)}`))
  return { page, complaints, close: () => context.close() }
}
