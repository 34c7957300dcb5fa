import { tellPairs } from './pairs.ts'
import type { Variant } from './variants.ts'

/** All pairs; most of them are told in the plain story. */
const SLICES = [
  ...Array.from({ length: 28 }, (_, part) => ({ variant: 'plain', part, parts: 28 }) as const),
  ...Array.from({ length: 2 }, (_, part) => ({ variant: 'young', part, parts: 2 }) as const),
  ...Array.from({ length: 2 }, (_, part) => ({ variant: 'storm', part, parts: 2 }) as const),
] satisfies readonly { readonly variant: Variant; readonly part: number; readonly parts: number }[]

/**
 * `CRASH_PAIRS=all`: every slice; `CRASH_PAIRS=N`: the one of this number. Otherwise the first one: what a commit's tests say must not
 * hang on the day. The workflow's nightly run takes one after the other.
 */
export function slicesAsked(): readonly number[] {
  const { CRASH_PAIRS: wanted = '0' } = process.env
  if (wanted === 'all') return [...SLICES.keys()]
  if (SLICES[Number(wanted)] === undefined)
    throw new Error(`CRASH_PAIRS is all, or 0 to ${SLICES.length - 1}`)
  return [Number(wanted)]
}

/** Two processes tell a slice, each a half. */
export async function tellSlice(number: number, half: 0 | 1) {
  const slice = SLICES[number]
  if (slice === undefined) throw new Error(`there is no slice ${number}`)
  return tellPairs(slice.variant, slice.part * 2 + half, slice.parts * 2)
}
