import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { formatWitnessVkey } from '../archive/log/notes/verifier-key.ts'
import { errorText } from '../domain/log-line.ts'
import { type Answered, addCheckpoint, type WitnessPorts } from './witness.ts'

type Answer = APIGatewayProxyStructuredResultV2

const TEXT = 'text/plain; charset=utf-8'
// A checkpoint is 500 bytes, its proof at most 63 lines.
const MAX_BODY_LENGTH = 64_000

/**
 * c2sp.org/tlog-witness over HTTP: `POST /add-checkpoint`. Besides, for auditors, `GET /checkpoint?origin=` is the newest checkpoint of a log
 * that it has cosigned, as the log signed it, and `GET /vkey` its own key. Nobody is asked for a credential: the log's signature is one.
 */
export function createWitnessApi(ports: WitnessPorts): (event: APIGatewayProxyEventV2) => Promise<Answer> {
  return async (event) => {
    try {
      return await answer(ports, event)
    } catch (error) {
      ports.log({ name: 'witness-failed', error: errorText(error) })
      return text(503, 'the witness cannot answer now\n')
    }
  }
}

async function answer(ports: WitnessPorts, event: APIGatewayProxyEventV2): Promise<Answer> {
  const asked = `${event.requestContext.http.method} ${event.rawPath}`
  switch (asked) {
    case 'POST /add-checkpoint': {
      const body = bodyOf(event)
      if (body.length > MAX_BODY_LENGTH) return text(413, 'the request is too large\n')
      const answered = await addCheckpoint(ports, body)
      ports.log({ name: 'checkpoint-answered', answer: answered.kind })
      return answerTo(answered)
    }
    case 'GET /checkpoint': {
      const tree = await ports.trees.read(event.queryStringParameters?.['origin'] ?? '')
      return tree === undefined ? text(404, 'nothing of this log was cosigned\n') : text(200, tree.note)
    }
    case 'GET /vkey': {
      const { name, publicKey } = await ports.signer()
      return text(200, `${formatWitnessVkey(name, publicKey)}\n`)
    }
    default:
      return text(404, 'a witness: see https://c2sp.org/tlog-witness\n')
  }
}

function answerTo(answered: Answered): Answer {
  switch (answered.kind) {
    case 'cosigned':
      return text(200, `${answered.line}\n`)
    case 'malformed':
      return text(400, `${answered.why}\n`)
    case 'not-signed':
      return text(403, 'the checkpoint is not signed with a key of its log\n')
    case 'unknown-log':
      return text(404, 'the log is not known here\n')
    case 'conflict':
      return { ...text(409, `${answered.size}\n`), headers: { 'content-type': 'text/x.tlog.size' } }
    case 'inconsistent':
      return text(422, 'the proof does not show that the checkpoint goes on from what was cosigned\n')
    default:
      return answered satisfies never
  }
}

function bodyOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body
}

function text(statusCode: number, body: string): Answer {
  return { statusCode, headers: { 'content-type': TEXT }, body }
}
