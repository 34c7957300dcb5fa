/**
 * Reads what the names say, in their order, a few of them at once: from a bucket each waits for the network.
 * Rejects where a read does.
 */
export async function* readAhead<N, T>(
  names: AsyncIterable<N> | Iterable<N>,
  read: (name: N) => Promise<T>,
  atOnce: number,
): AsyncGenerator<readonly [N, T]> {
  const reading: (readonly [N, Promise<T>])[] = []
  for await (const name of names) {
    const promise = read(name)
    // Until its turn comes nobody waits for it: its failure is told then.
    promise.catch(() => {})
    reading.push([name, promise])
    if (reading.length < atOnce) continue
    yield* taken(reading)
  }
  while (reading.length > 0) yield* taken(reading)
}

async function* taken<N, T>(reading: (readonly [N, Promise<T>])[]): AsyncGenerator<readonly [N, T]> {
  const [name, promise] = reading.shift() ?? []
  if (name !== undefined && promise !== undefined) yield [name, await promise]
}
