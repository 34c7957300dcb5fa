import { isTest, type LedgerEvent } from '../event.ts'

/** What people are told an event as; undefined where it is only recorded. Without a word of how: the recorder counts what is to be told. */
export function toldAs(
  events: readonly LedgerEvent[],
  i: number,
): 'firing' | 'resolved' | 'notice' | undefined {
  const event = events[i]
  if (event?.kind === 'alert-raised') return 'firing'
  if (event?.kind === 'alert-resolved') return 'resolved'
  if (event !== undefined && isTest(event.kind))
    return event.data['outcome'] === 'asked' ? 'notice' : undefined
  // What resolves an alert is told with it.
  return event?.severity === 'info' && events[i + 1]?.kind !== 'alert-resolved' ? 'notice' : undefined
}

/** What came back too often is recorded, and told to nobody. */
export function isDamped({ kind, data }: LedgerEvent): boolean {
  return (kind === 'alert-raised' || kind === 'alert-resolved') && data['flapping'] === true
}

/** How many announcements these events of one entry give reason for. */
export function countTold(events: readonly LedgerEvent[]): number {
  return events.filter((event, i) => !isDamped(event) && toldAs(events, i) !== undefined).length
}
