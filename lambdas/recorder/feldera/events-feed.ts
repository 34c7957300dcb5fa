import * as z from 'zod/mini'
import { catch as otherwise } from 'zod/mini'
import { earlierBy, type Instant, parseInstant, unixMs } from '../../domain/instant.ts'
import type { FeedList } from '../../domain/standing.ts'
import { parsedText } from '../../stores/text-read-as.ts'
import type { FeedAsked } from '../source-client.ts'
import type { Exchange } from './http.ts'
import { notHad, unobservable, unobservableBy } from './reason.ts'
import { jsonOf, listIn } from './schema.ts'

// `Date` counts whole seconds, and the answer was on its way: less than this is no difference of clocks.
const CLOCKS_AGREE_MS = 2_000

const word = otherwise(
  z.optional(
    z.string().check(
      z.minLength(1),
      z.maxLength(64),
      z.refine((said) => said.isWellFormed()),
    ),
  ),
  undefined,
)

const events = z.array(
  z.object({
    recorded_at: parsedText(parseInstant, 'no time'),
    deployment_runtime_status: word,
    deployment_resources_status: word,
    storage_status: word,
    storage_status_details: otherwise(z.optional(z.object({ checkpoints: z.unknown() })), undefined),
  }),
)

/**
 * What the answer to `GET /v0/pipelines/{name}/events?selector=all` says (FELDERA §4.6), oldest first. Total, as `observationOf`.
 * An event whose list cannot be read says nothing of checkpoints; the others keep what they say.
 */
export function feedOf(outcome: Exchange): FeedAsked['feed'] {
  if (outcome.kind === 'incomplete' || outcome.status !== 200) return notHad(unobservableBy(outcome))
  const json = jsonOf(outcome.headers['content-type'], outcome.body)
  if (json.kind === 'unobservable') return notHad(json)
  const parsed = events.safeParse(json.value)
  if (!parsed.success) return notHad(unobservable('malformed', 'the answer is no list of events'))
  const aheadMs = notedAheadMs(outcome.headers['date'], outcome.receivedAt)
  const lists = parsed.data.map((event) => feedList(event, aheadMs))
  return { kind: 'had', lists: lists.toSorted((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1)) }
}

function feedList(event: z.output<typeof events>[number], aheadMs: number): FeedList {
  const stored = event.storage_status_details?.checkpoints
  const list = stored === undefined || stored === null ? undefined : listIn(stored)
  const status = event.deployment_runtime_status ?? event.deployment_resources_status
  return {
    recordedAt: earlierBy(event.recorded_at, aheadMs),
    ...(status && { status }),
    ...(event.storage_status && { storageStatus: event.storage_status }),
    ...(list?.kind === 'listed' && { checkpoints: list.checkpoints }),
  }
}

/** By how much what the feed notes is ahead of our clock, by what the answer says of its time; what may be the way of the answer counts as well. */
function notedAheadMs(date: string | undefined, receivedAt: Instant): number {
  const aheadMs = Date.parse(date ?? '') - unixMs(receivedAt)
  return Number.isNaN(aheadMs) || Math.abs(aheadMs) <= CLOCKS_AGREE_MS ? 0 : aheadMs
}
