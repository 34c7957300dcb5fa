import type { Clock } from '../domain/clock.ts'
import { instant } from '../domain/instant.ts'
import type { Outbox } from '../ledger/outbox/outbox.ts'
import type { Publish } from './notify/ports.ts'

/** One way out of the house: a topic, a bus, a file. */
export interface Way {
  /** Under it is noted what it took: it stays the same for ever. */
  readonly name: string
  readonly give: Publish
}

/**
 * Gives a message to every way out, the first of which gives the receipt. One that refuses holds up no other, and nobody is told twice
 * because of it: what the others took is noted, and the next try goes to the missing ones only. Rejects, when all were tried, as the first
 * that refused did: then the message is due as before.
 *
 * A crash between giving and noting repeats the message, as it does where there is one way.
 */
export function createWays(
  first: Way,
  others: readonly Way[],
  {
    outbox,
    clock,
  }: { readonly outbox: Pick<Outbox, 'taken' | 'noteTaken'>; readonly clock: Pick<Clock, 'now'> },
): Publish {
  if (others.length === 0) return first.give
  return async (message, id) => {
    const before = await outbox.taken(id)
    const taken = new Map(before)
    const refusals: unknown[] = []
    for (const { name, give } of [first, ...others]) {
      if (taken.has(name)) continue
      await give(message, id).then(
        ({ messageId }) => taken.set(name, messageId),
        (error: unknown) => refusals.push(error),
      )
    }
    const messageId = taken.get(first.name)
    if (refusals.length === 0 && messageId !== undefined) return { messageId }
    if (taken.size > before.size) await outbox.noteTaken(id, taken, instant(clock.now()))
    return Promise.reject(refusals[0])
  }
}
