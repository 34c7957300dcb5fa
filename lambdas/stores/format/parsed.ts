/** What came of reading something that Feldera wrote. */
export type Parsed<T> =
  | { readonly kind: 'whole'; readonly value: T }
  /** Not what was written. */
  | { readonly kind: 'damaged'; readonly what: string }
  /** What was written, and not known to this version: neither whole nor damaged can be said of it. */
  | { readonly kind: 'unknown'; readonly why: string }

export function damaged(what: string): { readonly kind: 'damaged'; readonly what: string } {
  return { kind: 'damaged', what }
}

export function unknown(why: string): { readonly kind: 'unknown'; readonly why: string } {
  return { kind: 'unknown', why }
}
