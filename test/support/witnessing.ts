import {
  formatWitnessVkey,
  type VerifierKey,
  witnessKey,
} from '../../lambdas/archive/log/notes/verifier-key.ts'
import type { WitnessLine } from '../../lambdas/witness/log.ts'
import { createMemoryWitnessedTrees } from '../../lambdas/witness/memory-witnessed-trees.ts'
import type { WitnessPorts } from '../../lambdas/witness/witness.ts'
import { T0 } from './listings.ts'
import { testSigner } from './logging.ts'

/** A witness of these logs over memory, and what it logs. */
export function witnessOf(logs: readonly VerifierKey[], name = 'witness.example/w1') {
  const signer = testSigner(name)
  const said: WitnessLine[] = []
  const trees = createMemoryWitnessedTrees()
  const ports: WitnessPorts = {
    trees,
    logs,
    signer: async () => signer,
    clock: { now: () => T0 },
    log: (line) => void said.push(line),
  }
  return {
    ports,
    trees,
    said,
    key: witnessKey(name, signer.publicKey),
    vkey: formatWitnessVkey(name, signer.publicKey),
  }
}
