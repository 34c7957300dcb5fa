import { keepNewest } from '../../domain/keep-newest.ts'
import { type Reach, unbracketed } from './reach.ts'

// A URL for each pipeline of one invocation, and some (DESIGN §9); a few hundred bytes each.
const MOST = 5_000

/** Where a URL leads, as a request wants to have it said. */
export interface Target {
  readonly secure: boolean
  /** Of a request's `Host`. */
  readonly host: string
  readonly hostname: string
  readonly port: string
  readonly path: string
  /** The host is by its very form one that may not be asked. Of a name every connection finds out anew (`Reach.lookup`). */
  readonly isRefused: boolean
}

/** Reads URLs once: run after run the same are asked, and a URL says the same whenever it is read. Throws for what is no URL. */
export function createTargets(reach: Reach, most = MOST): (url: string) => Target {
  const known = new Map<string, Target>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const url = new URL(text)
    const target = {
      secure: url.protocol === 'https:',
      host: url.host,
      hostname: unbracketed(url.hostname),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      isRefused: reach.refuses(url.hostname),
    }
    keepNewest(known, text, target, most)
    return target
  }
}
