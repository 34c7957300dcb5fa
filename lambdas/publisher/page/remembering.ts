/** The same function, which does its work again only when it is asked something else than the last time. */
export function remembering<A extends readonly unknown[], T>(make: (...asked: A) => T): (...asked: A) => T {
  let last: { readonly asked: A; readonly made: T } | undefined
  return (...asked) => {
    const before = last
    if (before !== undefined && asked.every((one, i) => one === before.asked[i])) return before.made
    const made = make(...asked)
    last = { asked, made }
    return made
  }
}
