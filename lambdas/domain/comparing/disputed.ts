import type { CheckpointMetadata, Uuid } from '../checkpoint.ts'
import type { Listing } from './finding.ts'
import { formatBetween } from './format-change.ts'

/**
 * The last of several answers, as far as they agree on what is new in it. A new checkpoint that they show with different
 * values is taken as most of them show it; where no value has a majority it is left out, for the next run to see.
 * (Of one that is known, a differing value is a suspicion like any other.)
 */
export function agreedLast(answers: readonly Listing[], isKnown: (uuid: Uuid) => boolean): Listing {
  const last = answers.at(-1) ?? []
  return last.flatMap((shown) => {
    if (isKnown(shown.uuid)) return [shown]
    const agreed = majority(answers.flatMap((answer) => answer.filter(({ uuid }) => uuid === shown.uuid)))
    return agreed === undefined ? [] : [agreed]
  })
}

/**
 * A list of the feed: what is new in it, with a fingerprint that has only lost digits against all later lists, is taken as they show it. Any other
 * value that is shown first and differs later is a change.
 */
export function exactSince(
  list: Listing,
  later: readonly Listing[],
  isKnown: (uuid: Uuid) => boolean,
): Listing {
  return list.map((shown) => {
    if (isKnown(shown.uuid)) return shown
    const [exact, ...others] = later.flatMap((other) => other.filter(({ uuid }) => uuid === shown.uuid))
    if (exact === undefined || formatBetween(exact.fingerprint, shown.fingerprint) === undefined) return shown
    const isSame = (other: CheckpointMetadata): boolean => JSON.stringify(other) === JSON.stringify(exact)
    return others.every(isSame) && isSame({ ...shown, fingerprint: exact.fingerprint }) ? exact : shown
  })
}

/** What only earlier answers showed, once each: as most of them show it, else as it was first shown. */
export function shownBefore(answers: readonly Listing[]): Listing {
  const last = new Set(answers.at(-1)?.map(({ uuid }) => uuid))
  const passed = new Map<Uuid, readonly CheckpointMetadata[]>()
  for (const shown of answers.flat()) {
    if (!last.has(shown.uuid)) passed.set(shown.uuid, [...(passed.get(shown.uuid) ?? []), shown])
  }
  return [...passed.values()].flatMap((versions) => majority(versions) ?? versions.slice(0, 1))
}

function majority(versions: readonly CheckpointMetadata[]): CheckpointMetadata | undefined {
  const texts = versions.map((version) => JSON.stringify(version))
  const index = texts.findIndex((text) => texts.filter((other) => other === text).length * 2 > texts.length)
  return versions[index]
}
