/** The keys of an object that is written out and so has no others than its type says. */
export function keysOf<T extends object>(written: T): readonly Extract<keyof T, string>[] {
  // `Object.keys` cannot say so: any other object may have more.
  return Object.keys(written) as Extract<keyof T, string>[]
}
