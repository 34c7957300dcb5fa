import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { command, type Workplace } from '../support/commands.ts'
import type { Incidents, Told } from './incidents.ts'
import { databases, textOf } from './victims.ts'

export interface Expected {
  readonly owed: readonly string[]
  readonly isAllowed: Incidents['isAllowed']
  /** How often something was killed: so often may a message have been repeated. */
  readonly kills: number
}

interface Alert extends Told {
  readonly id: string
}

/** What is wrong with a data directory after a clean run; nothing, if all is right. */
export async function problemsIn(place: Workplace, expected: Expected): Promise<readonly string[]> {
  const verified = await ledger(place, 'verify')
  const listed = await ledger(place, 'alerts', '--json', '--limit', '100000')
  const alerts = JSON.parse(listed.stdout) as readonly Alert[]
  return [
    ...(verified.code === 0 ? [] : [`verify ended with ${verified.code}: ${textOf(verified)}`]),
    ...wrongAlerts(alerts, expected),
    ...wrongAnnouncements(alerts, messagesIn(place), expected.kills),
    ...leftIn(place),
  ]
}

/** Each of what is owed has exactly one, nothing that did not happen has any. */
function wrongAlerts(alerts: readonly Alert[], { owed, isAllowed }: Expected): readonly string[] {
  const raised = alerts.map(nameOf)
  const times = (name: string): number => raised.filter((one) => one === name).length
  return [
    ...owed.filter((name) => times(name) !== 1).map((name) => `${name}: ${times(name)} alerts`),
    ...alerts
      .filter((alert) => !owed.includes(nameOf(alert)) && !isAllowed(alert))
      .map((alert) => `${alert.pipeline}: ${nameOf(alert)}: false`),
  ]
}

function wrongAnnouncements(
  alerts: readonly Alert[],
  messages: readonly string[],
  kills: number,
): readonly string[] {
  const told = messages.flatMap(alertsIn)
  return alerts.flatMap((alert) => {
    const times = told.filter((one) => one === alert.id || one === alert.uuid).length
    return times >= 1 && times <= 1 + kills ? [] : [`${nameOf(alert)}: announced ${times} times`]
  })
}

function nameOf({ kind, uuid }: Alert): string {
  return `${kind} ${uuid}`
}

/** The alerts that a message says fire: by their ids, or by their checkpoints where it tells many as one. */
function alertsIn(line: string): readonly string[] {
  const { Message } = JSON.parse(line) as { readonly Message: string }
  const { state, alert_id, uuids } = JSON.parse(Message) as {
    readonly state: string
    readonly alert_id: string
    readonly uuids?: readonly string[]
  }
  return state === 'firing' ? (uuids ?? [alert_id]) : []
}

export function messagesIn(place: Workplace): readonly string[] {
  const file = join(place.data, 'notifications.ndjson')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split('\n').filter(Boolean)
}

/** Processes and notes that a clean end does not leave. */
function leftIn(place: Workplace): readonly string[] {
  const users = readdirSync(join(place.data, 'users'))
  return [
    ...databases(place).map(({ pid }) => `the database ${pid} is left`),
    ...(existsSync(join(place.data, 'dynamodb.json')) ? ['dynamodb.json is left'] : []),
    ...users.map((user) => `the user ${user} is left`),
  ]
}

async function ledger(place: Workplace, ...args: readonly string[]) {
  return command('ledger', [...args, '--data', place.data]).finished
}
