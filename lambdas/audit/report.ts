/** What an audit came to. Nothing here is an opinion: each line names the object, or the ledger and seq, that it is about. */
export interface Report {
  /** What contradicts the record: each first thing and every further one. */
  readonly broken: readonly Finding[]
  /** What would have to be there to prove it: a checkpoint kept elsewhere, an object that is outside of an export … */
  readonly unproven: readonly string[]
  /** What was recomputed and found true, for people: sizes, counts, words about what is not ruled out. */
  readonly proven: readonly string[]
}

export interface Finding {
  /** The object (`tile/0/000`), or ledger and seq (`prod/orders 17`). */
  readonly where: string
  readonly what: string
}

export type Verdict = 'proven' | 'broken' | 'not-proven'

/** Broken outweighs what could not be proven. */
export function verdictOf({ broken, unproven }: Report): Verdict {
  if (broken.length > 0) return 'broken'
  return unproven.length > 0 ? 'not-proven' : 'proven'
}

/** CONTRACT §4: 0 proven, 1 broken, 3 not proven. */
export const EXIT_CODE = { proven: 0, broken: 1, 'not-proven': 3 } as const satisfies Record<Verdict, number>
