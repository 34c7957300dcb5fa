import { keepNewest } from '../domain/keep-newest.ts'
import type { Sealed } from '../domain/sealing.ts'
import type { Ledger } from './ledger.ts'

// An entry of a pipeline that lists 2,000 checkpoints is opened as some 600 KB: as many reads as a search by halves comes to, and some.
const MOST = 64
const LONGEST = 2

/**
 * Reads the same few entries once: who looks for many checkpoints one after the other comes to the same ones again and again. Only for who
 * reads at or below a head that he has: nothing there ever changes.
 */
export function rememberingReads(ledger: Ledger, most = MOST): Ledger {
  const reads = new Map<string, Promise<readonly Sealed[]>>()
  const once = (way: 'readForward' | 'readBackward'): Ledger['readForward'] => {
    return async (name, fromSeq, limit) => {
      if (limit > LONGEST) return ledger[way](name, fromSeq, limit)
      const key = JSON.stringify([way, name, fromSeq, limit])
      const reading = reads.get(key) ?? ledger[way](name, fromSeq, limit)
      keepNewest(reads, key, reading, most)
      return reading
    }
  }
  return { ...ledger, readForward: once('readForward'), readBackward: once('readBackward') }
}
