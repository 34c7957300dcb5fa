import type { StoreReader } from './store-reader.ts'

/** What a check cost: requests as S3 bills them, and bytes of objects read. */
export interface Cost {
  readonly requests: number
  readonly bytes: number
}

/** The same reader, and what was asked of it so far. */
export function counting(reader: StoreReader): { readonly reader: StoreReader; readonly cost: () => Cost } {
  let [requests, bytes] = [0, 0]
  return {
    cost: () => ({ requests, bytes }),
    reader: {
      list: async function* () {
        for await (const page of reader.list()) {
          requests += 1
          yield page
        }
      },
      head: (name) => {
        requests += 1
        return reader.head(name)
      },
      read: async (name, maxBytes) => {
        requests += 1
        const read = await reader.read(name, maxBytes)
        if (read.kind === 'had') bytes += read.bytes.length
        return read
      },
      readSpan: async (object, span) => {
        requests += 1
        const read = await reader.readSpan(object, span)
        if (read.kind === 'had') bytes += read.bytes.length
        return read
      },
    },
  }
}
