import { tellPairs } from './pairs.ts'
import type { Variant } from './variants.ts'

/** One after the other, each day's tests tell one slice of all pairs; most of them are told in the plain story. */
const SLICES = [
  ...Array.from({ length: 28 }, (_, part) => ({ variant: 'plain', part, parts: 28 }) as const),
  ...Array.from({ length: 2 }, (_, part) => ({ variant: 'young', part, parts: 2 }) as const),
  ...Array.from({ length: 2 }, (_, part) => ({ variant: 'storm', part, parts: 2 }) as const),
] satisfies readonly { readonly variant: Variant; readonly part: number; readonly parts: number }[]

const DAY_MS = 86_400_000

/** `CRASH_PAIRS=all`: every slice; `CRASH_PAIRS=N`: the one of this number; nothing: that of the day, so that all are told in 32 days. */
export function slicesAsked(): readonly number[] {
  const { CRASH_PAIRS: wanted = String(Math.floor(Date.now() / DAY_MS) % SLICES.length) } = process.env
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
