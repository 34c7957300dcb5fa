import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { instant } from '../../../lambdas/domain/instant.ts'
import { drill } from '../../../lambdas/publisher/actions/act-on-drill.ts'
import type { ActionPorts } from '../../../lambdas/publisher/actions/ports.ts'
import { whichPipeline } from '../../../lambdas/publisher/queries/which-pipeline.ts'
import { cliActor } from './cli-actor.ts'
import { taken } from './ledger-actions.ts'
import { type Asked, partsOf } from './ledger-arguments.ts'
import type { RestoreSaid } from './words-of-restore.ts'

export interface Drilled {
  readonly asked: Pick<Asked, 'flags' | 'json'>
  readonly pipeline: string
  readonly uuid: Uuid
  readonly performedAtMs: number
  readonly minutes: number
}

// As the record takes them (plan-bodies.ts).
const MAX_NOTE = 1_000

/** Records what the drill came to, by the same action as one that a person tells of. What was no drill is not recorded. */
export async function recordDrill(
  ports: ActionPorts,
  said: RestoreSaid,
  drilled: Drilled,
): Promise<RestoreSaid> {
  const { outcome } = said
  if (outcome === undefined)
    return { ...said, text: drilled.asked.json ? said.text : `${said.text}\nno drill was recorded` }
  const { source, name } = partsOf(drilled.pipeline)
  const pipeline = taken(await whichPipeline(ports, name, source))
  const words = [drilled.asked.flags.note, said.why].filter((part) => part !== undefined).join(': ')
  const item = taken(
    await drill(ports, pipeline, drilled.uuid, {
      outcome,
      performedAt: instant(drilled.performedAtMs),
      minutes: drilled.minutes.toFixed(3),
      note: words === '' ? null : words.slice(0, MAX_NOTE),
      actor: cliActor(),
    }),
  )
  const text = `drill ${item.id} recorded: ${outcome}, ${item.minutes} minutes, by ${item.actor}`
  return { ...said, text: drilled.asked.json ? withDrill(said.text, item) : `${said.text}\n${text}` }
}

function withDrill(json: string, item: object): string {
  const said: object = JSON.parse(json)
  return JSON.stringify({ ...said, drill: item }, null, 2)
}
