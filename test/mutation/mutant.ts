/** A stretch of a source text and what would stand there instead. */
export interface Change {
  readonly operator: string
  readonly start: number
  readonly end: number
  readonly becomes: string
}

/** One change of one file, with a number that is its own in the whole plan. */
export interface Mutant extends Change {
  readonly id: number
  readonly file: string
  readonly line: number
  readonly was: string
}

/** A place that a switch can stand around, and the changes that it chooses between. */
export interface Place {
  readonly form: 'expression' | 'statements'
  readonly start: number
  readonly end: number
  /** Changes anywhere inside of it: what a chain or a callee cannot hold itself is held by what is around it. */
  readonly changes: readonly Change[]
}
