import type { ActionPorts } from '../actions/ports.ts'
import { type Answer, textAnswer } from '../answer.ts'
import { MOST_BYTES } from '../delivery.ts'
import { type Failure, failure, invalidParameter, isFailure } from '../failure.ts'
import { instantIn } from '../parameters.ts'
import { attestationOf } from '../queries/attestation.ts'
import { pipelineIn } from './asked-for.ts'
import type { Asked } from './route.ts'

/** `GET …/attestation?at=TIME`: the canonical text itself, so that what is kept of the answer verifies. */
export async function attestationRoute(ports: ActionPorts, asked: Asked): Promise<Answer | Failure> {
  const at = instantIn(asked.query, 'at')
  if (isFailure(at)) return at
  if (at === undefined)
    return invalidParameter('at', 'is missing: an RFC 3339 time, e.g. 2026-11-01T00:00:00Z')
  const pipeline = await pipelineIn(ports, asked)
  if (isFailure(pipeline)) return pipeline
  const text = await attestationOf(ports, pipeline, at)
  if (isFailure(text)) return text
  const bytes = Buffer.byteLength(text)
  if (bytes <= MOST_BYTES) return textAnswer(text)
  const message = `${pipeline.ledger}: the attestation of ${bytes} bytes is too large for an answer: npm run ledger -- attest writes it`
  return failure('TooLarge', message, { pipeline: pipeline.ledger, bytes: String(bytes) })
}
