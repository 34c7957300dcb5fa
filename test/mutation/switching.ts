import type { Mutant, Place } from './mutant.ts'
import { changed, placesOf, separated } from './places.ts'

/** What a source text is rewritten to call: whether one of these mutants is on, and which. */
export const SWITCH = '__mutation'

/** All mutants of one file, each with its number from `firstId` on. */
export function mutantsOf(file: string, text: string, firstId: number): readonly Mutant[] {
  const whole = separated(text)
  return placesOf(whole)
    .flatMap(({ changes }) => changes)
    .map((change, i) => ({
      ...change,
      id: firstId + i,
      file,
      line: whole.slice(0, change.start).split('\n').length,
      was: whole.slice(change.start, change.end),
    }))
}

interface Switch extends Place {
  /** The number of its first change. */
  readonly from: number
}

/**
 * The same text with a switch at every place where something is tried: one text holds all mutants, of which at most one is on.
 * A place of which nothing is tried costs nothing.
 */
export function switched(
  text: string,
  firstId: number,
  isTried: (id: number) => boolean = () => true,
): string {
  const whole = separated(text)
  let next = firstId
  const switches = placesOf(whole).flatMap((place) => {
    const from = next
    next += place.changes.length
    return place.changes.some((_, i) => isTried(from + i)) ? [{ ...place, from }] : []
  })
  return rendered(whole, { start: 0, end: whole.length }, switches)
}

/** `switches`: those within the span, in the order of the text, outer ones first. */
function rendered(
  whole: string,
  { start, end }: { readonly start: number; readonly end: number },
  switches: readonly Switch[],
): string {
  let out = ''
  let at = start
  for (let i = 0; i < switches.length; ) {
    const one = switches[i]
    if (one === undefined) break
    const beyond = switches.findIndex((other, j) => j > i && other.start >= one.end)
    const until = beyond === -1 ? switches.length : beyond
    out += whole.slice(at, one.start) + around(whole, one, rendered(whole, one, switches.slice(i + 1, until)))
    at = one.end
    i = until
  }
  return out + whole.slice(at, end)
}

function around(whole: string, place: Switch, original: string): string {
  const { form, changes, from } = place
  const isOn = `${SWITCH}(${from}, ${from + changes.length - 1})`
  if (form === 'statements') return `if (${isOn}) {} else {${original}\n}`
  const texts = changes.map(
    (change, i) => `${SWITCH}.on === ${from + i} ? (${changed(whole, place, change)}) : `,
  )
  return `(${isOn} ? (${texts.join('')}undefined) : (${original}))`
}
