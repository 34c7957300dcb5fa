import type { Uuid } from '../checkpoint.ts'
import { suspectedGone } from './suspicion.ts'

/** How what did not stand is told to the next run: keys of suspicions, with a word before where they are of a kind. */

// Suspected while a host had not caught up. Where it has by the next run, that one judges anew: it may have been rotation.
const BEHIND = 'behind '
// Shown by two answers of one and the same start: nothing that the source says later explains it.
const TWICE = 'twice '
// Raised by the last answer alone: it stands where the first answer of the next run raises it as well.
const LAST = 'last '
// No suspicion: of a checkpoint that was new, another value than the one that it was recorded with.
const SHOWN = 'shown '

export interface Left {
  /** Suspicions that every answer agrees on. */
  readonly agreed: readonly string[]
  /** Those that two of them show, or one and the feed's newest lists, or the list that a stop left. */
  readonly twice: ReadonlySet<string>
  readonly isCatchingUp: boolean
  /** Those that only the last answers raised; `isAgreed`: the next run's first answer need only lack it (raised-last.ts). */
  readonly last: readonly { readonly key: string; readonly isAgreed: boolean }[]
  /** Values that were shown of something new, besides the one that was recorded. */
  readonly shown: Iterable<string>
}

export function leftOpen({ agreed, twice, isCatchingUp, last, shown }: Left): readonly string[] {
  const wordOf = (key: string): string => (isCatchingUp ? BEHIND : twice.has(key) ? TWICE : '')
  return [
    ...agreed.map((key) => `${wordOf(key)}${key}`),
    ...last.map(({ key, isAgreed }) => (isAgreed ? key : `${LAST}${key}`)),
    ...[...shown].map((key) => `${SHOWN}${key}`),
  ]
}

/** With what is known only now to have been shown twice. */
export function withTwice(open: readonly string[], keys: readonly string[]): readonly string[] {
  if (keys.length === 0) return open
  return [...open.filter((key) => !keys.includes(withoutWord(key))), ...keys.map((key) => `${TWICE}${key}`)]
}

/** Values that the run before was shown of something new besides the one that it recorded: one of the two was no true answer. */
export function shownOtherwise(open: Iterable<string>): ReadonlySet<string> {
  return new Set([...open].flatMap((key) => keyAfter(SHOWN, key) ?? []))
}

/**
 * What the previous run suspected, and is a suspicion in this one, too. `isCatchingUp`: no host has shown since that it was behind;
 * `raised`: what this one's first answer raises by itself.
 */
export function stillOpen(
  openBefore: ReadonlySet<string>,
  isCatchingUp: boolean,
  raised: ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set(
    [...openBefore].flatMap((key) => {
      const last = keyAfter(LAST, key)
      if (last !== undefined) return raised.has(last) ? [last] : []
      const behind = keyAfter(BEHIND, key)
      if (behind !== undefined) return isCatchingUp ? [behind] : []
      if (key.startsWith(SHOWN)) return []
      return [keyAfter(TWICE, key) ?? key]
    }),
  )
}

/** What every answer of the previous run agreed on. */
export function agreedOn(open: Iterable<string>): ReadonlySet<string> {
  return new Set(
    [...open].flatMap((key) =>
      key.startsWith(LAST) || key.startsWith(BEHIND) || key.startsWith(SHOWN)
        ? []
        : [keyAfter(TWICE, key) ?? key],
    ),
  )
}

/** What only the last answer of the previous run raised. */
export function raisedByLast(open: Iterable<string>): ReadonlySet<string> {
  return new Set([...open].flatMap((key) => keyAfter(LAST, key) ?? []))
}

/** All that an answer of the previous run lacked, whatever it was worth there. */
export function doubtedIn(open: Iterable<string>): ReadonlySet<Uuid> {
  return new Set([...open].flatMap((key) => suspectedGone(withoutWord(key)) ?? []))
}

/** What two answers of one start agreed on: it was lost before whatever the source says now. */
export function shownTwice(open: Iterable<string>): ReadonlySet<string> {
  return new Set([...open].flatMap((key) => keyAfter(TWICE, key) ?? []))
}

/** The key behind the word; undefined where that does not stand before it. */
function keyAfter(word: string, key: string): string | undefined {
  return key.startsWith(word) ? key.slice(word.length) : undefined
}

function withoutWord(key: string): string {
  return keyAfter(BEHIND, key) ?? keyAfter(TWICE, key) ?? keyAfter(LAST, key) ?? key
}
