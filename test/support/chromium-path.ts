import { existsSync } from 'node:fs'

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser of this machine; undefined where there is none. `CHROMIUM` names another. */
export function chromiumPath(): string | undefined {
  const named = process.env['CHROMIUM']
  return named === undefined ? CANDIDATES.find((path) => existsSync(path)) : named
}
