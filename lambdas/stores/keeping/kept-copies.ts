import type { Host } from '../format/layout.ts'
import type { KeptCopy } from './kept-copy.ts'
import { MAX_KEPT_COPY_BYTES, parseKeptCopy } from './kept-copy.ts'
import { type KeptPlaceOf, keptName, parseKeptName } from './kept-names.ts'
import type { KeptPlaces } from './kept-places.ts'

export type KeptRead =
  | { readonly kind: 'kept'; readonly copy: KeptCopy; readonly bytes: Uint8Array }
  | { readonly kind: 'none' }
  /** Something stands there that we did not write, or that is not to be read. */
  | { readonly kind: 'unreadable'; readonly why: string }

/** Which checkpoints of a pipeline are kept: one listing, in the order of their UUIDs. */
export async function keptCheckpoints({ checkpoints }: KeptPlaces): Promise<readonly KeptPlaceOf[]> {
  const kept: KeptPlaceOf[] = []
  for await (const page of checkpoints.reader.list())
    for (const { name } of page) {
      const place = parseKeptName(name)
      if (place !== undefined) kept.push(place)
    }
  return kept.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1))
}

/** The copy of that checkpoint; of its UUID and host, or nobody could tell whose objects they are. */
export async function readKept({ checkpoints }: KeptPlaces, { host, uuid }: KeptPlaceOf): Promise<KeptRead> {
  const read = await checkpoints.reader.read(keptName(host, uuid), MAX_KEPT_COPY_BYTES)
  switch (read.kind) {
    case 'had': {
      const copy = parseKeptCopy(read.bytes)
      return copy === undefined || copy.uuid !== uuid || copy.host !== host
        ? { kind: 'unreadable', why: 'it is no record of a kept copy' }
        : { kind: 'kept', copy, bytes: read.bytes }
    }
    case 'none':
      return read
    case 'too-large':
      return { kind: 'unreadable', why: `a record of ${read.object.bytes} bytes` }
    case 'withheld':
      return { kind: 'unreadable', why: `it may not be read: ${read.why}` }
    default:
      return read satisfies never
  }
}

/** The newest copy of that host: the next checkpoint needs most of what it needed. */
export async function newestKept(places: KeptPlaces, host: Host): Promise<KeptCopy | undefined> {
  const newest = (await keptCheckpoints(places)).findLast((kept) => kept.host === host)
  const read = newest === undefined ? undefined : await readKept(places, newest)
  return read?.kind === 'kept' ? read.copy : undefined
}
