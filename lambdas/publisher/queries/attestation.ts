import type { Clock } from '../../domain/clock.ts'
import { type Instant, instant } from '../../domain/instant.ts'
import { type Failure, failure, invalidParameter } from '../failure.ts'
import type { QueryPorts } from './ports.ts'
import type { Pipeline } from './which-pipeline.ts'

/** The attestation of what was listed at that time, in its canonical text, or why there is none. */
export async function attestationOf(
  ports: QueryPorts & { readonly clock: Pick<Clock, 'now'> },
  { ledger }: Pick<Pipeline, 'ledger'>,
  at: Instant,
): Promise<string | Failure> {
  if (at > instant(ports.clock.now())) return invalidParameter('at', 'has not come yet')
  // Proofs are wanted rarely, and no other answer waits for their code.
  const { attest } = await import('../../audit/attestation/make.ts')
  const attested = await attest(ports, ledger, at)
  switch (attested.kind) {
    case 'attested':
      return attested.text
    case 'not-observed':
      return failure('NotObserved', `${ledger} was not observed by then`, { pipeline: ledger })
    case 'not-in-log':
      return failure('NotYetInLog', `${ledger}: ${attested.what}: try again after the next run`, {
        pipeline: ledger,
      })
    default:
      return attested satisfies never
  }
}
