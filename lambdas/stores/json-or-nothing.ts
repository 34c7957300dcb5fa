import { exactText } from '../domain/exact-text.ts'

/** What the text, or the bytes in UTF-8, say as JSON; undefined where they are none, of which nothing more is to be said. */
export function jsonOrNothing(written: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof written === 'string' ? written : exactText(written))
  } catch {
    return undefined
  }
}
