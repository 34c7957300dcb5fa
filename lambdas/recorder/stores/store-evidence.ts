import type { Answer } from '../../archive/evidence.ts'
import type { Clock } from '../../domain/clock.ts'
import { type Instant, instant } from '../../domain/instant.ts'
import { roleOf } from '../../stores/format/layout.ts'
import type { StoredObject, StoreReader } from '../../stores/store-reader.ts'

/** A reader, and what it was told: the listings as a whole, and every catalog and owner that was read. */
export interface Overheard {
  readonly reader: StoreReader
  /** In the order of the questions. Made when it is asked for: of a check that tells nothing, nothing is kept. */
  readonly answers: () => readonly Answer[]
}

// As much as is taken of a source's answer, after decompression (CONTRACT §2). Some 70,000 objects.
const MAX_LISTING_BYTES = 8 * 1_024 * 1_024

interface Heard {
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly requestedAt: Instant
  readonly receivedAt: Instant
  readonly body: () => Uint8Array | undefined
}

export function overheard(reader: StoreReader, location: string, clock: Clock): Overheard {
  const heard: Heard[] = []
  const base = `${location.replace(/(?<!\/)\/+$/, '')}/`
  const now = (): Instant => instant(clock.now())
  return {
    answers: () =>
      heard.flatMap(({ body, ...one }) => {
        const bytes = body()
        return bytes === undefined ? [] : [{ ...one, status: 200, body: bytes }]
      }),
    reader: {
      ...reader,
      list: async function* () {
        const requestedAt = now()
        const objects: StoredObject[] = []
        for await (const page of reader.list()) {
          objects.push(...page)
          yield page
        }
        const receivedAt = now()
        heard.push({ url: base, headers: {}, requestedAt, receivedAt, body: () => listingBytes(objects) })
      },
      read: async (name, maxBytes) => {
        const requestedAt = now()
        const read = await reader.read(name, maxBytes)
        const { kind } = roleOf(name)
        if (read.kind === 'had' && (kind === 'catalog' || kind === 'owner')) {
          const { bytes, object } = read
          const headers = { etag: object.etag }
          heard.push({ url: `${base}${name}`, headers, requestedAt, receivedAt: now(), body: () => bytes })
        }
        return read
      },
    },
  }
}

/** `[[name, bytes, etag], …]` by name: what the pages of the listing said, without what only their form says. */
function listingBytes(objects: readonly StoredObject[]): Uint8Array | undefined {
  const rows = objects
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, bytes, etag }) => [name, bytes, etag])
  const text = Buffer.from(JSON.stringify(rows))
  return text.length > MAX_LISTING_BYTES ? undefined : text
}
