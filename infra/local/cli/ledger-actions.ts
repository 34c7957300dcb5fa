import { actOnAlert } from '../../../lambdas/publisher/actions/act-on-alert.ts'
import { hold, release } from '../../../lambdas/publisher/actions/act-on-hold.ts'
import { NOTE, OPTIONAL_REASON, parseMembers, REASON } from '../../../lambdas/publisher/actions/bodies.ts'
import type { ActionPorts } from '../../../lambdas/publisher/actions/ports.ts'
import { type Failure, isFailure } from '../../../lambdas/publisher/failure.ts'
import { alertItem } from '../../../lambdas/publisher/queries/alerts.ts'
import { whichPipeline } from '../../../lambdas/publisher/queries/which-pipeline.ts'
import { Refused } from '../refused.ts'
import { cliActor } from './cli-actor.ts'
import { type ActionName, type Asked, partsOf } from './ledger-arguments.ts'
import type { Item } from './ledger-lists.ts'

/** The commands that record what a person does: the publisher's own actions, with the name of who is logged in. */

export type Act = (ports: ActionPorts) => Promise<Item | Failure>

/** What is to be done; refuses words that the record would not take, before anything is opened. */
export function actionAsked(command: ActionName, asked: Asked): Act {
  const actor = cliActor()
  const { operands, flags } = asked
  const [first = '', uuid = ''] = operands
  switch (command) {
    case 'acknowledge':
    case 'resolve': {
      const { note = null } = taken(parseMembers(NOTE, { note: flags.note }))
      return async (ports) => {
        const row = await actOnAlert(ports, first, command, { actor, note })
        return isFailure(row) ? row : alertItem(row)
      }
    }
    case 'hold': {
      if (flags.reason === undefined) throw new Refused('hold: --reason TEXT is missing')
      const { reason } = taken(parseMembers(REASON, { reason: flags.reason }))
      return (ports) => onPipeline(ports, first, (pipeline) => hold(ports, pipeline, uuid, { actor, reason }))
    }
    case 'release': {
      const { reason = null } = taken(parseMembers(OPTIONAL_REASON, { reason: flags.reason }))
      const id = flags.id ?? null
      return (ports) =>
        onPipeline(ports, first, (pipeline) => release(ports, pipeline, uuid, { actor, reason, id }))
    }
    default:
      return command satisfies never
  }
}

export async function onPipeline(
  ports: ActionPorts,
  text: string,
  act: (pipeline: Exclude<Awaited<ReturnType<typeof whichPipeline>>, Failure>) => Promise<Item | Failure>,
): Promise<Item | Failure> {
  const { source, name } = partsOf(text)
  const pipeline = await whichPipeline(ports, name, source)
  return isFailure(pipeline) ? pipeline : act(pipeline)
}

export function taken<T>(value: T | Failure): T {
  if (isFailure(value)) throw new Refused(value.message)
  return value
}
