import { instant } from '../../domain/instant.ts'
import { drill } from '../actions/act-on-drill.ts'
import { plan, withdraw } from '../actions/act-on-plan.ts'
import type { Form } from '../actions/plan-events.ts'
import type { ActionPorts } from '../actions/ports.ts'
import { type Answer, answer, page } from '../answer.ts'
import { type Failure, isFailure } from '../failure.ts'
import { drillsOf } from '../queries/drills.ts'
import { plansOf } from '../queries/plans.ts'
import { pipelineIn, placeText, walkIn } from './asked-for.ts'
import type { Asked, Route } from './route.ts'

/** What people plan, and the drills that they tell of: each is an entry, and none is ever removed. */

type Answering = Route['answer']

// As in action-routes.ts: no other answer waits for their code.
const bodies = () => import('../actions/bodies.ts')
const planBodies = () => import('../actions/plan-bodies.ts')

/** `GET …/approvals` and `…/maintenance`: also those that are over, newest first. */
function plansRoute(form: Form): Answering {
  return async (ports, asked) => {
    const walk = walkIn(asked)
    if (isFailure(walk)) return walk
    const pipeline = await pipelineIn(ports, asked)
    if (isFailure(pipeline)) return pipeline
    const now = instant(ports.clock.now())
    const { items, next } = await plansOf(ports, pipeline, form, { now, ...walk })
    return page(items, walk.next(placeText(next)))
  }
}

/** `POST …/approvals` and `…/maintenance`: the plan. */
function planRoute(form: Form): Answering {
  return async (ports, asked) => {
    const [{ parseBody }, { planningIn }] = await Promise.all([bodies(), planBodies()])
    const said = planningIn(form, asked.actor, (schema) => parseBody(schema, asked.body))
    if (isFailure(said)) return said
    const pipeline = await pipelineIn(ports, asked)
    if (isFailure(pipeline)) return pipeline
    const item = await plan(ports, pipeline, said)
    return isFailure(item) ? item : answer(item)
  }
}

/** `DELETE …/approvals/{id}` and `…/maintenance/{id}`: what was planned stays in the record, as withdrawn. */
function withdrawRoute(form: Form): Answering {
  return async (ports, asked) => {
    const { OPTIONAL_REASON, parseBody } = await bodies()
    const said = parseBody(OPTIONAL_REASON, asked.body)
    if (isFailure(said)) return said
    const pipeline = await pipelineIn(ports, asked)
    if (isFailure(pipeline)) return pipeline
    const [, id = ''] = asked.parts
    const item = await withdraw(ports, pipeline, {
      form,
      id,
      actor: asked.actor,
      reason: said.reason ?? null,
    })
    return isFailure(item) ? item : answer(item)
  }
}

/** `GET …/drills`: newest first. */
async function drillsRoute(ports: ActionPorts, asked: Asked): Promise<Answer | Failure> {
  const walk = walkIn(asked)
  if (isFailure(walk)) return walk
  const pipeline = await pipelineIn(ports, asked)
  if (isFailure(pipeline)) return pipeline
  const { items, next } = await drillsOf(ports, pipeline, walk)
  return page(items, walk.next(placeText(next)))
}

/** `POST …/history/{uuid}/drills`: the drill. */
async function drillRoute(ports: ActionPorts, asked: Asked): Promise<Answer | Failure> {
  const [{ parseBody }, { drillingIn }] = await Promise.all([bodies(), planBodies()])
  const said = drillingIn(asked.actor, (schema) => parseBody(schema, asked.body))
  if (isFailure(said)) return said
  const pipeline = await pipelineIn(ports, asked)
  if (isFailure(pipeline)) return pipeline
  const item = await drill(ports, pipeline, asked.parts[1] ?? '', said)
  return isFailure(item) ? item : answer(item)
}

function plans(name: string, form: Form): readonly Route[] {
  const path = `/v0/pipelines/{}/${name}`
  return [
    { method: 'GET', path, parameters: ['limit', 'cursor', 'source'], answer: plansRoute(form) },
    { method: 'POST', path, parameters: ['source'], answer: planRoute(form) },
    { method: 'DELETE', path: `${path}/{}`, parameters: ['source'], answer: withdrawRoute(form) },
  ]
}

export const PLAN_ROUTES: readonly Route[] = [
  ...plans('approvals', 'approval'),
  ...plans('maintenance', 'maintenance'),
  {
    method: 'GET',
    path: '/v0/pipelines/{}/drills',
    parameters: ['limit', 'cursor', 'source'],
    answer: drillsRoute,
  },
  {
    method: 'POST',
    path: '/v0/pipelines/{}/history/{}/drills',
    parameters: ['source'],
    answer: drillRoute,
  },
]
