import { parseDuration } from '../../../lambdas/domain/duration.ts'
import { instant, parseInstant, unixMs } from '../../../lambdas/domain/instant.ts'
import { drill } from '../../../lambdas/publisher/actions/act-on-drill.ts'
import { plan, withdraw } from '../../../lambdas/publisher/actions/act-on-plan.ts'
import { OPTIONAL_REASON, parseMembers } from '../../../lambdas/publisher/actions/bodies.ts'
import { drillingIn, planningIn, TEST } from '../../../lambdas/publisher/actions/plan-bodies.ts'
import { testNotification } from '../../../lambdas/publisher/actions/test-notification.ts'
import { isFailure } from '../../../lambdas/publisher/failure.ts'
import { rehearseLoss } from '../../../lambdas/recorder/rehearsal/rehearse.ts'
import { Refused } from '../refused.ts'
import { cliActor } from './cli-actor.ts'
import { type Act, onPipeline, taken } from './ledger-actions.ts'
import { type Asked, PLANS, type PlanName } from './ledger-arguments.ts'
import { onPipelines } from './many-pipelines.ts'

/** The commands by which people plan, tell of drills and test the notifications. */

export function isPlan(command: Asked['command']): command is PlanName {
  return Object.hasOwn(PLANS, command)
}

/** What is to be done; refuses words that the record would not take, before anything is opened. `nowMs`: what durations begin from. */
export function planAsked(command: PlanName, { operands, flags }: Asked, nowMs: number): Act {
  const actor = cliActor()
  const [first = '', second = ''] = operands
  switch (command) {
    case 'approve':
    case 'maintain': {
      const form = command === 'approve' ? 'approval' : 'maintenance'
      // The same moment for all: what is planned for many is one plan.
      const from = flags.from ?? instant(nowMs)
      const kinds = command === 'approve' ? { kinds: flags.kinds?.split(',') } : {}
      const members = { ...kinds, from, until: untilIn(flags.until, from), reason: flags.reason }
      const said = taken(planningIn(form, actor, (schema) => parseMembers(schema, members)))
      return (ports) => onPipelines(ports, first, (pipeline) => plan(ports, pipeline, said))
    }
    case 'withdraw': {
      const { reason = null } = taken(parseMembers(OPTIONAL_REASON, { reason: flags.reason }))
      const said = { id: second, actor, reason }
      return (ports) =>
        onPipelines(ports, first, async (pipeline) => {
          const item = await withdraw(ports, pipeline, { ...said, form: 'approval' })
          if (!isFailure(item) || item.code !== 'UnknownApproval') return item
          const window = await withdraw(ports, pipeline, { ...said, form: 'maintenance' })
          return isFailure(window) && window.code === 'UnknownMaintenance' ? item : window
        })
    }
    case 'drill': {
      const { outcome, at: performed_at, minutes, note } = flags
      const members = { outcome, performed_at, minutes, note }
      const said = taken(drillingIn(actor, (schema) => parseMembers(schema, members)))
      return (ports) => onPipeline(ports, first, (pipeline) => drill(ports, pipeline, second, said))
    }
    case 'test-notification': {
      const { severity } = taken(parseMembers(TEST, { severity: flags.severity }))
      return async (ports) => {
        const item = await testNotification(ports, { severity: severity ?? 'info', actor })
        // Asked for rightly, and failed: that is what it was to find out.
        if (isFailure(item) && item.code === 'NotificationRefused') throw new Error(item.message)
        return item
      }
    }
    case 'rehearse-loss':
      return async (ports) => {
        const rehearsed = await rehearseLoss(ports, actor)
        if (rehearsed.kind === 'not-found')
          throw new Error('the recorder did not find a made-up loss: it would find no real one')
        return { id: rehearsed.id, state: 'recorded', severity: 'info', at: rehearsed.at, message_id: null }
      }
    default:
      return command satisfies never
  }
}

/** A time, or how long from the beginning on. */
function untilIn(text: string | undefined, from: string): string | undefined {
  const ms = text === undefined ? undefined : parseDuration(text)
  const begin = parseInstant(from)
  if (text !== undefined && ms === undefined && parseInstant(text) === undefined)
    throw new Refused('--until: must be a time, e.g. 2026-11-01T00:00:00Z, or a duration, e.g. 4h')
  return ms === undefined || begin === undefined ? text : instant(unixMs(begin) + ms)
}
