import type { Signer } from '../../archive/log/notes/signer.ts'
import { verifierKey } from '../../archive/log/notes/verifier-key.ts'
import type { Clock } from '../../domain/clock.ts'
import { createExchanging } from '../feldera/http.ts'
import { type AskWitnessesPorts, createAskWitnesses, type WitnessOptions } from './ask-witnesses.ts'

// Three questions at most, in the ten seconds that a function keeps for what follows its run.
const LIMITS = { answerMs: 3_000, bodyBytes: 64 * 1_024 }

/** The real witnesses, put together: connections last as long as the process, and reach what sources may, and no more. */
export function createWitnessing({
  signer,
  clock,
  loopback,
  ...ports
}: Omit<AskWitnessesPorts, 'exchange' | 'key' | 'clock'> & {
  readonly signer: () => Promise<Signer>
  readonly clock: Clock
  /** Whether a witness may be on this machine. */
  readonly loopback: boolean
}): (options: WitnessOptions) => Promise<void> {
  return createAskWitnesses({
    ...ports,
    clock,
    key: async () => {
      const { name, publicKey } = await signer()
      return verifierKey(name, publicKey)
    },
    exchange: createExchanging({ loopback, clock, limits: LIMITS }),
  })
}
