import type { ActionPorts } from './actions/ports.ts'
import type { Answer } from './answer.ts'
import { MOST_BYTES } from './delivery.ts'
import { type Failure, isFailure } from './failure.ts'
import { limitIn } from './parameters.ts'
import type { Asked, Route } from './routes/route.ts'

/**
 * The route's answer. A page that has grown too large, since an event may have 60 KB, is asked for again with half as many items: it
 * may always hold fewer than `limit`, and its cursor says where it ends.
 */
export async function answerOf(ports: ActionPorts, route: Route, asked: Asked): Promise<Answer | Failure> {
  const given = await route.answer(ports, asked)
  if (isFailure(given) || Buffer.byteLength(given.text) <= MOST_BYTES) return given
  const limit = route.parameters.includes('limit') ? limitIn(asked.query) : 1
  if (isFailure(limit) || limit <= 1) return given
  const query = new Map([...asked.query, ['limit', String(Math.floor(limit / 2))]])
  return answerOf(ports, route, { ...asked, query })
}
