import type { Admit } from '../../lambdas/publisher/access/caller.ts'
import { createKeyCheck } from '../../lambdas/publisher/access/check-key.ts'
import { createGate } from '../../lambdas/publisher/access/gate.ts'
import { createMemoryKeys } from '../../lambdas/publisher/access/memory-keys.ts'

/** Lets in whoever has this key, and nobody else. */
export function gateWith(key: string): Admit {
  const checkKey = createKeyCheck({ keys: createMemoryKeys(), clock: { now: () => 0 } })
  return createGate({ checkKey, environmentKeys: [{ variable: 'KEY', text: key }] })
}
