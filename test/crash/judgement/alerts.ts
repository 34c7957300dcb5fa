import { optionalTextIn } from '../../../lambdas/domain/event-data.ts'
import type { Message } from '../../../lambdas/domain/telling/message.ts'
import type { Stores } from '../stores.ts'
import { ALTERED, statesOf } from '../world.ts'

/** The alarms that there are to raise, as `kind uuid`. */
function violations(losses: number): readonly string[] {
  const [before, after] = statesOf(losses)
  const left = new Set(after?.['losing']?.map(({ uuid }) => uuid))
  const lost = before?.['losing']?.filter(({ uuid }) => !left.has(uuid)) ?? []
  return [
    ...lost.map(({ uuid }) => `checkpoint-missing ${uuid}`),
    `fingerprint-changed ${ALTERED.uuid}`,
  ].toSorted()
}

/** Each violation has its one alert, and nothing else has any. */
export function wrongAlerts({ appended }: Stores, losses: number): readonly string[] {
  const raised = appended.flatMap(({ entry }) =>
    entry.events.flatMap((event) =>
      event.kind === 'alert-raised' ? [`${optionalTextIn(event, 'kind')} ${event.uuid}`] : [],
    ),
  )
  const expected = violations(losses)
  return JSON.stringify(raised.toSorted()) === JSON.stringify(expected)
    ? []
    : [`raised: ${raised.toSorted().join(', ')}`]
}

/** Each alert was announced, and no more often than something went wrong. */
export function wrongAnnouncements({ messages }: Stores, strikes: number, losses: number): readonly string[] {
  const told = messages.flatMap(alertsIn)
  const expected = violations(losses)
  const problems = expected.flatMap((alert) => {
    const times = told.filter((one) => one === alert.split(' ')[1]).length
    return times >= 1 && times <= 1 + strikes ? [] : [`${alert}: announced ${times} times, ${strikes} faults`]
  })
  const others = told.filter((uuid) => !expected.some((alert) => alert.endsWith(uuid)))
  return [...problems, ...(others.length > 0 ? [`told of ${others.join(', ')}`] : [])]
}

interface Body {
  readonly state: string
  readonly uuid: string | null
  readonly uuids?: readonly string[]
}

function alertsIn({ Message: text }: Message): readonly string[] {
  const { state, uuid, uuids } = JSON.parse(text) as Body
  if (state !== 'firing') return []
  return uuids ?? (uuid === null ? [] : [uuid])
}

/** Nothing waits any more, and the index knows what fires. */
export async function unfinished(
  { outbox, alerts, progress }: Stores,
  losses: number,
): Promise<readonly string[]> {
  const { due } = await outbox.unsent()
  const { rows } = await alerts.list({ state: 'firing', limit: 100 })
  const firing = rows.map(({ kind, uuid }) => `${kind} ${uuid}`).toSorted()
  const pending = await progress.pending()
  return [
    ...due.map(({ announcement }) => `${announcement.id} waits`),
    ...(JSON.stringify(firing) === JSON.stringify(violations(losses))
      ? []
      : [`the index has ${firing.join(', ')}`]),
    ...[...pending.keys()].map((name) => `${name} is pending`),
  ]
}
