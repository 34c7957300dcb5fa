import type { Uuid } from '../../domain/checkpoint.ts'
import type { Citation } from '../../domain/citation.ts'
import { makingOf } from '../../domain/comparing/causes.ts'
import type { Listing } from '../../domain/comparing/finding.ts'
import { inOrderOfBirth } from '../../domain/comparing/order.ts'
import type { Glimpse } from '../../domain/glimpse.ts'
import type { Instant } from '../../domain/instant.ts'
import { detailsIn } from '../../domain/standing.ts'
import { type Making, NOTHING_YET } from '../../domain/state.ts'
import type { Cited } from './citing.ts'
import type { Sight } from './draft.ts'
import type { Poll, PollPorts } from './poll.ts'
import { listedIn } from './sighting.ts'

/** What the lists of a poll show that it does not go by, and neither its answers nor the record have. */
export interface Glimpsed {
  /** Those of earlier runs. */
  readonly before: readonly Glimpse[]
  readonly now: readonly Glimpse[]
  /** Shown as well, but recorded and ended long since. */
  readonly ended: readonly Uuid[]
  /** The newest list of the source that was had, and where it is kept. */
  readonly newest: { readonly list: Listing; readonly evidence: Citation } | undefined
}

const NOTHING_GLIMPSED: Glimpsed = { before: [], now: [], ended: [], newest: undefined }

/** A list, and where it is kept: undefined where it could not be. */
interface Aside {
  readonly list: Listing
  readonly at: Instant | null
  readonly making: Making | null
  readonly isOfSource: boolean
  readonly evidence: () => Promise<Citation | undefined>
}

/** Looks for them. Asks the ledger only of what is neither listed nor newer than all that was ever recorded, which is rare. */
export async function glimpsedIn(
  { acquaintanceOf }: Pick<PollPorts, 'acquaintanceOf'>,
  { task, head }: Pick<Sight, 'task' | 'head'>,
  seen: Poll,
  cited: Cited,
): Promise<Glimpsed> {
  const state = head?.state ?? NOTHING_YET
  const known = new Set<Uuid | undefined>([
    ...state.listed.map(({ uuid }) => uuid),
    ...seen.prelude.map(({ uuid }) => uuid),
    ...(seen.kind === 'listed' ? seen.seen.flat().map(({ uuid }) => uuid) : []),
  ])
  const waiting = task.row?.glimpses?.waiting ?? []
  const lists = listsAside(seen, cited)
  if (waiting.length === 0 && lists.every(({ list }) => list.every(({ uuid }) => known.has(uuid))))
    return NOTHING_GLIMPSED
  const endedBefore = new Set(task.row?.glimpses?.ended)
  const ended: Uuid[] = []
  const isNews = async (uuid: Uuid): Promise<boolean> => {
    if (known.has(uuid)) return false
    known.add(uuid)
    if (!endedBefore.has(uuid) && (await acquaintanceOf(uuid)) === undefined) return true
    ended.push(uuid)
    return false
  }
  const before: Glimpse[] = []
  for (const one of waiting) if (await isNews(one.checkpoint.uuid)) before.push(one)
  const now: Glimpse[] = []
  let newest: Glimpsed['newest']
  for (const { list, at, making, isOfSource, evidence: kept } of lists) {
    const evidence = await kept()
    if (evidence === undefined || at === null) continue
    if (isOfSource) newest = { list, evidence }
    for (const checkpoint of inOrderOfBirth(list))
      if (await isNews(checkpoint.uuid)) now.push({ checkpoint, at, making, evidence })
  }
  return { before, now, ended, newest }
}

/** What its source's list said with each look, and the answers that were put aside. */
function listsAside(seen: Poll, cited: Cited): readonly Aside[] {
  const wentBy = seen.kind === 'listed' ? new Set(seen.seenIn) : new Set<number>()
  return seen.sightings.flatMap((look, i): readonly Aside[] => {
    const { standing, fromList, askedAt, list: source } = look
    const making = makingOf(standing)
    const details = detailsIn(standing) ?? []
    const told: readonly Aside[] =
      details.length > 0
        ? [
            {
              list: details,
              at: source.askedAt,
              making,
              isOfSource: true,
              evidence: () => source.cited,
            },
          ]
        : []
    const own = fromList === null && !wentBy.has(i) ? listedIn(look) : undefined
    if (own === undefined) return told
    return [
      ...told,
      {
        list: own,
        at: askedAt,
        making,
        isOfSource: false,
        evidence: () => Promise.resolve(cited.sightings[i]),
      },
    ]
  })
}
