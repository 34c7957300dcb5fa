import type { Archive } from '../../lambdas/archive/archive.ts'
import { CHECKPOINT, CHECKPOINTS, VKEY } from '../../lambdas/archive/log/names.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import type { LogProgress } from '../../lambdas/ledger/work/log-progress.ts'
import type { Call, Ways } from './invocation.ts'
import { SITES, type Site } from './sites.ts'

/** The method, with every call of it passing through the invocation; a call of no site passes as it is. */
export function through<A extends readonly unknown[], T>(
  call: Call,
  site: Site | ((...given: A) => Site | undefined),
  method: (...given: A) => Promise<T>,
  ways?: Ways<T>,
): (...given: A) => Promise<T> {
  return (...given) => {
    const here = typeof site === 'string' ? site : site(...given)
    return call(here ?? UNNAMED, () => method(...given), ways)
  }
}

// Known to no plan: nothing happens there but the death of its caller.
const UNNAMED = 'elsewhere' as Site

function named(text: string): Site | undefined {
  return Object.hasOwn(SITES, text) ? (text as Site) : undefined
}

/** `head of losing` for `prod/losing`, `head of recorder` for `recorder/0`. */
export function ofLedger(what: 'head of' | 'append to' | 'stream of', ledger: string): Site | undefined {
  const [source, name] = ledger.split('/')
  return named(`${what} ${source === 'recorder' ? source : name}`)
}

export function ledgerThrough(call: Call, ledger: Ledger): Ledger {
  return {
    head: through(call, (name) => ofLedger('head of', name), ledger.head),
    append: through(call, ({ entry }) => ofLedger('append to', entry.ledger), ledger.append),
    readBackward: through(call, 'entries read', ledger.readBackward),
    readForward: through(call, 'entries read', ledger.readForward),
  }
}

export function progressThrough(call: Call, progress: LogProgress): LogProgress {
  return {
    read: through(call, 'progress read', progress.read),
    watermarks: through(call, 'watermarks read', progress.watermarks),
    commit: through(call, 'progress commit', progress.commit),
    pending: through(call, 'pending read', progress.pending),
    notePending: through(call, 'pending note', progress.notePending),
    settlePending: through(call, 'pending settle', progress.settlePending),
  }
}

export function archiveThrough(call: Call, archive: Archive): Archive {
  let evidence = 0
  const putSite = (name: string): Site => {
    if (name === VKEY) return 'key put'
    if (name.startsWith(CHECKPOINTS)) return 'signed checkpoint put'
    if (name.startsWith('tile/')) return name.startsWith('tile/entries/') ? 'bundle put' : 'tile put'
    evidence += 1
    return evidence > 1 ? 'later evidence put' : 'evidence put'
  }
  const getSite = (name: string): Site => {
    if (name === CHECKPOINT) return 'checkpoint read'
    return name.startsWith('tile/entries/') ? 'bundle read' : 'tile read'
  }
  return {
    put: through(call, (name, _bytes, _options) => putSite(name), archive.put),
    get: through(call, getSite, archive.get, { corrupted }),
    replace: through(call, 'checkpoint replace', archive.replace),
    supersede: through(call, 'part supersede', archive.supersede),
    list: archive.list,
  }
}

/** One bit is wrong, near the end: in a hash, an entry or a signature. */
export function corrupted(bytes: Uint8Array | undefined): Uint8Array | undefined {
  if (bytes === undefined) return undefined
  const at = Math.max(0, bytes.length - 8)
  return bytes.with(at, (bytes[at] ?? 0) ^ 1)
}
