import type { CheckpointMetadata, Uuid } from '../checkpoint.ts'
import type { Finding, Listing } from './finding.ts'
import { formatBetween } from './format-change.ts'

/**
 * The last of several answers. A new checkpoint that they show with different values is taken as most of them show it, else as the last one
 * does, or with all digits where that one has only lost some: it was there, and the next run may not see it any more. (Of one that is known, a differing value is a suspicion like any other.)
 */
export function agreedLast(answers: readonly Listing[], isKnown: (uuid: Uuid) => boolean): Listing {
  const last = answers.at(-1) ?? []
  return last.map((shown) => (isKnown(shown.uuid) ? shown : agreedOf(shown, versionsOf(shown.uuid, answers))))
}

function agreedOf(last: CheckpointMetadata, versions: Listing): CheckpointMetadata {
  const exact = versions.find(
    ({ fingerprint }) =>
      fingerprint !== last.fingerprint && formatBetween(fingerprint, last.fingerprint) !== undefined,
  )
  return majority(versions) ?? exact ?? last
}

/** The values of which no majority could be had of something new, but for the one that it is recorded with: what the next run sees may be one of these. */
export function otherwiseShown(answers: readonly Listing[], isKnown: (uuid: Uuid) => boolean): Listing {
  const last = answers.at(-1) ?? []
  return last.flatMap((shown) => {
    const versions = isKnown(shown.uuid) ? [] : versionsOf(shown.uuid, answers)
    if (versions.length === 0 || majority(versions) !== undefined) return []
    const agreed = JSON.stringify(agreedOf(shown, versions))
    return versions.filter((version) => JSON.stringify(version) !== agreed)
  })
}

/** Recorded with one of two values that the answers showed, it has the other one: an answer was untrue, and nothing has changed. */
export function asShownOtherwise(finding: Finding, otherwise: ReadonlySet<string>): Finding {
  const { event, suspicion } = finding
  if (suspicion === undefined || !otherwise.has(suspicion)) return finding
  return { event: { ...event, severity: 'silent' }, suspicion }
}

function versionsOf(uuid: Uuid, answers: readonly Listing[]): Listing {
  return answers.flatMap((answer) => answer.filter((one) => one.uuid === uuid))
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
