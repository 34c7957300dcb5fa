import { type Content, type Entry, seal } from '../../lambdas/domain/entry.ts'
import { at } from './listings.ts'

/** So many entries of made-up history, of several ledgers, with nothing to cite. */
export function madeUpLeaves(count: number, ledgers: number): string[] {
  const heads = new Map<string, Entry>()
  return Array.from({ length: count }, (_, i) => {
    const ledger = `prod/p${i % ledgers}`
    const data = { started_at: at(i), listed: '1' }
    const draft: Omit<Content, 'seq' | 'prev'> = {
      at: at(i),
      by: 'recorder',
      epoch: null,
      events: [{ kind: 'run-completed', severity: 'silent', data }],
      evidence: [],
      ledger,
      run: null,
    }
    const entry = seal(heads.get(ledger), draft)
    heads.set(ledger, entry)
    return entry.body
  })
}
