import { actOnAlert } from '../actions/act-on-alert.ts'
import { hold, release } from '../actions/act-on-hold.ts'
import type { AlertAction } from '../actions/alert-events.ts'
import type { ActionPorts } from '../actions/ports.ts'
import { testNotification } from '../actions/test-notification.ts'
import { type Answer, answer } from '../answer.ts'
import { type Failure, isFailure } from '../failure.ts'
import { alertItem } from '../queries/alerts.ts'
import { pipelineIn } from './asked-for.ts'
import type { Asked } from './route.ts'

// The schemas of what people send are loaded when somebody does: no other answer waits for their code.
const bodies = () => import('../actions/bodies.ts')

/** `POST /v0/alerts/{id}/acknowledge` and `…/resolve`: the alert as it is then. */
export function alertActionRoute(action: AlertAction) {
  return async (ports: ActionPorts, { parts: [id = ''], body, actor }: Asked): Promise<Answer | Failure> => {
    const { NOTE, parseBody } = await bodies()
    const said = parseBody(NOTE, body)
    if (isFailure(said)) return said
    const row = await actOnAlert(ports, id, action, { actor, note: said.note ?? null })
    return isFailure(row) ? row : answer(alertItem(row))
  }
}

/** `PUT …/history/{uuid}/hold`: the checkpoint with its holds. */
export async function holdRoute(ports: ActionPorts, asked: Asked): Promise<Answer | Failure> {
  const { parseBody, REASON } = await bodies()
  const said = parseBody(REASON, asked.body)
  if (isFailure(said)) return said
  const pipeline = await pipelineIn(ports, asked)
  if (isFailure(pipeline)) return pipeline
  const item = await hold(ports, pipeline, asked.parts[1] ?? '', { actor: asked.actor, reason: said.reason })
  return isFailure(item) ? item : answer(item)
}

/** `DELETE …/history/{uuid}/hold`: the checkpoint with its holds. */
export async function releaseRoute(ports: ActionPorts, asked: Asked): Promise<Answer | Failure> {
  const { OPTIONAL_REASON, parseBody } = await bodies()
  const said = parseBody(OPTIONAL_REASON, asked.body)
  if (isFailure(said)) return said
  const pipeline = await pipelineIn(ports, asked)
  if (isFailure(pipeline)) return pipeline
  const id = asked.query.get('id') ?? null
  const words = { actor: asked.actor, reason: said.reason ?? null, id }
  const item = await release(ports, pipeline, asked.parts[1] ?? '', words)
  return isFailure(item) ? item : answer(item)
}

/** `POST /v0/notifications/test`: the test and its receipt. */
export async function testRoute(ports: ActionPorts, { body, actor }: Asked): Promise<Answer | Failure> {
  const [{ parseBody }, { TEST }] = await Promise.all([bodies(), import('../actions/plan-bodies.ts')])
  const said = parseBody(TEST, body)
  if (isFailure(said)) return said
  const item = await testNotification(ports, { severity: said.severity ?? 'info', actor })
  return isFailure(item) ? item : answer(item)
}
