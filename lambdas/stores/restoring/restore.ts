import pLimit from 'p-limit'
import { equalBytes } from '../../archive/equal-bytes.ts'
import type { Damage, Unverified } from '../../domain/copies/stored-copy.ts'
import type { Place } from '../keeping/kept-places.ts'
import type { Depth } from '../looking/remembered.ts'
import { bytesOf, type PlannedObject, type RestorePlan } from './restore-plan.ts'
import { verdictOfRestored } from './verdict-of-restored.ts'

export interface RestorePorts {
  readonly target: Place
  /** How many objects are copied at once. */
  readonly inFlight: number
  readonly progress: (doneBytes: number, ofBytes: number) => void
}

export type Restoring =
  | {
      readonly kind: 'restored'
      readonly written: { readonly objects: number; readonly bytes: number }
      /** What its catalog lists is there byte for byte; whether it is whole could not be said of these. */
      readonly unverified: readonly Unverified[]
    }
  /** Nothing can start from what was written: it has no catalog. */
  | { readonly kind: 'damaged'; readonly damaged: readonly Damage[] }
  | { readonly kind: 'refused'; readonly why: string }

/** What was found in the location, and is no part of the plan: somebody else's. */
export async function foreignIn({ reader }: Place, plan: RestorePlan): Promise<string | undefined> {
  const planned = new Map(plan.objects.map(({ name, bytes }) => [name, bytes]))
  for (const [name, bytes] of plan.catalogs) planned.set(name, bytes.length)
  for await (const page of reader.list())
    for (const { name, bytes } of page) if (planned.get(name) !== bytes) return `${name} is in it`
  return undefined
}

/**
 * Writes a location from which Feldera can start: objects first, the catalogs last, when all that they list was verified. Takes only an
 * empty location, or its own half-done work, which it knows by its content: everything there is byte for byte what this plan writes.
 * Throws `StoreFailure` where source or target give no answer; doing it again goes on from there.
 */
export async function restore(ports: RestorePorts, plan: RestorePlan, depth: Depth): Promise<Restoring> {
  const { target, inFlight } = ports
  const foreign = await foreignIn(target, plan)
  if (foreign !== undefined) return refused(`the location is not empty: ${foreign}`)
  const limit = pLimit(inFlight)
  const of = bytesOf(plan)
  const written = { objects: 0, bytes: 0 }
  const damaged: Damage[] = []
  let [why, done]: [string | undefined, number] = [undefined, 0]
  await limit.map(plan.objects, async (object) => {
    if (why !== undefined) return
    const outcome = await restoreObject(target, object)
    if (outcome.kind === 'damaged') damaged.push({ object: object.name, what: outcome.what })
    if (outcome.kind === 'refused') why ??= outcome.why
    if (outcome.kind === 'written') {
      written.objects += 1
      written.bytes += object.bytes
    }
    ports.progress((done += object.bytes), of)
  })
  if (why !== undefined) return refused(why)
  if (damaged.length > 0) return { kind: 'damaged', damaged }
  const verdict = await verdictOfRestored(target.reader, plan, depth, inFlight)
  if (verdict.damaged.length > 0) return { kind: 'damaged', damaged: verdict.damaged }
  for (const [name, bytes] of plan.catalogs) {
    // From the last of them on Feldera can start here.
    if ((await target.writer.put(name, bytes, null)) === 'put') continue
    const read = await target.reader.read(name, bytes.length)
    if (read.kind !== 'had' || !equalBytes(read.bytes, bytes))
      return refused(`the location is not empty: ${name} is another`)
  }
  return { kind: 'restored', written, unverified: verdict.unverified }
}

type ObjectRestored =
  | { readonly kind: 'written' | 'was-there' }
  | { readonly kind: 'damaged'; readonly what: string }
  | { readonly kind: 'refused'; readonly why: string }

async function restoreObject({ writer }: Place, object: PlannedObject): Promise<ObjectRestored> {
  const { name, digest } = object
  const from = await object.from()
  if (from === undefined) return { kind: 'damaged', what: 'it is gone, or has another length' }
  const copied = await writer.copy(name, from, {
    lockUntilMs: null,
    isTimeUp: () => false,
    ...(digest === null ? {} : { expected: digest }),
  })
  switch (copied.kind) {
    case 'copied':
      return { kind: copied.wasThere ? 'was-there' : 'written' }
    case 'differs':
      return { kind: 'damaged', what: 'its SHA-256 is not the one with which it was kept' }
    case 'taken':
      return { kind: 'refused', why: `the location is not empty: ${name} has other bytes` }
    case 'none':
      return { kind: 'damaged', what: 'it went while it was read' }
    case 'changed':
      return { kind: 'damaged', what: 'it was written while it was read' }
    case 'withheld':
      return { kind: 'refused', why: `${name} may not be read: ${copied.why}` }
    case 'out-of-time':
      throw new Error('a restore has no end of time')
    default:
      return copied satisfies never
  }
}

function refused(why: string): Restoring {
  return { kind: 'refused', why }
}
