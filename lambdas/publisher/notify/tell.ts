import { instant } from '../../domain/instant.ts'
import { errorText } from '../../domain/log-line.ts'
import type { Announcement } from '../../domain/telling/announcement.ts'
import { messageOf } from '../../domain/telling/message.ts'
import { type SourceView, type Telling, tellingsOf } from '../../domain/telling/storm.ts'
import type { Claim } from '../../ledger/outbox/outbox.ts'
import type { NotifyPorts } from './ports.ts'
import { recordReceipt, recordRefusal } from './record-outcome.ts'

/** What is told together, by one at a time. */
export interface Lane {
  readonly name: string
  readonly sources: readonly SourceView[]
  /** All that is to be told; asked by the holder of the lane only, so nobody else is telling it. */
  readonly due: () => Promise<readonly Announcement[]>
  /** What else follows from their having been told. */
  readonly noteTold: (ids: readonly string[]) => Promise<void>
}

/** By the id of the message, why it was not sent. */
export type Refusals = ReadonlyMap<string, unknown>

export const NONE_REFUSED: Refusals = new Map()

// SNS bears thousands a second; a few at once hide that each takes some 20 ms.
const AT_ONCE = 8

/**
 * Claims the lane, tells what is due in it, many as one, and gives the lane up. Nothing where somebody else holds it. A refused message
 * holds up no other and stays due. Rejects where the store fails.
 *
 * A crash after publishing repeats the message under the same id: what is told to many is noted in the claim before.
 */
export async function tell(ports: NotifyPorts, lane: Lane): Promise<Refusals> {
  const { outbox, clock, leaseMs } = ports
  const claim = await outbox.claim(lane.name, instant(clock.now()), leaseMs)
  if (claim === 'busy') return NONE_REFUSED
  const refused = new Map<string, unknown>()
  let held: Claim | 'lost' = claim
  try {
    if (claim.telling !== null) await tellOne(ports, lane, claim.telling, refused)
    for (const step of stepsOf(tellingsOf(await lane.due(), lane.sources))) {
      held = await holding(ports, lane, held, step)
      if (held === 'lost') break
      await Promise.all(step.map((telling) => tellOne(ports, lane, telling, refused)))
    }
  } finally {
    if (held !== 'lost') await outbox.release(lane.name, held)
  }
  return refused
}

/** Extends the claim where it is old, and always for what is told to many: its members must be known if we die. */
async function holding(
  { outbox, clock, leaseMs }: NotifyPorts,
  { name }: Lane,
  held: Claim,
  step: readonly Telling[],
): Promise<Claim | 'lost'> {
  const now = clock.now()
  const telling = step.find(isOfMany) ?? null
  if (telling === null && held.telling === null && now <= held.untilMs - leaseMs / 2) return held
  return outbox.extend(name, held, { telling, at: instant(now), leaseMs })
}

/** Messages on many one by one, the others some at once; in their order. */
function stepsOf(tellings: readonly Telling[]): readonly (readonly Telling[])[] {
  const steps: Telling[][] = []
  for (const telling of tellings) {
    const last = steps.at(-1)
    const joins = last !== undefined && last.length < AT_ONCE && ![telling, ...last].some(isOfMany)
    if (joins) last.push(telling)
    else steps.push([telling])
  }
  return steps
}

function isOfMany({ members }: Telling): boolean {
  return members.length > 1
}

/** Publishes, then keeps the receipts. Never rejects: what was refused, or cannot be noted, is due again. */
async function tellOne(
  ports: NotifyPorts,
  lane: Lane,
  { message, members }: Telling,
  refused: Map<string, unknown>,
): Promise<void> {
  const { outbox, clock, log } = ports
  const fail = (error: unknown): void => {
    log({ name: 'announcement-refused', announcement: message.id, error: errorText(error) })
    refused.set(message.id, error)
  }
  try {
    const given = await give(ports, message)
    if (given.kind === 'refused') {
      fail(given.error)
      return await recordRefusal(ports, message, given.error)
    }
    const { messageId } = given
    const receipt = { messageId, sentAt: instant(clock.now()) }
    await recordReceipt(ports, message, receipt)
    await outbox.sent(lane.name, members, receipt)
    await lane.noteTold(members)
    log({ name: 'announcement-sent', announcement: message.id, messageId })
  } catch (error) {
    fail(error)
  }
}

type Given =
  | { readonly kind: 'accepted'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly error: unknown }

/** What the way out said. Rejects where the message could not be made. */
async function give({ publish, addressing }: NotifyPorts, message: Announcement): Promise<Given> {
  const made = messageOf(message, await addressing())
  try {
    return { kind: 'accepted', ...(await publish(made, message.id)) }
  } catch (error) {
    return { kind: 'refused', error }
  }
}
