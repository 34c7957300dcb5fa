import { readFile } from 'node:fs/promises'
import type { PageFiles, ReadPage } from './page-files.ts'

/** The name of the file beside the code in which the page is shipped: JSON, `PageFiles`. */
export const SHIPPED_PAGE = 'page.json'

/** Reads it at the first request for a page, which most cold starts never get, and keeps it. */
export function createShippedPage(file: URL): ReadPage {
  let read: Promise<PageFiles> | undefined
  return async () => {
    // Ours, written when the code was bundled.
    read ??= readFile(file, 'utf8').then((text): PageFiles => JSON.parse(text))
    return read
  }
}
