import type { EventData, EventKind, LedgerEvent } from '../event.ts'
import { checkpointIn, instantIn, isMembers, optionalTextIn, textIn } from '../event-data.ts'
import type { Instant } from '../instant.ts'
import { type Copies, type Copy, type Faults, NO_FAULTS, noCopies } from './copies.ts'
import type { CopyEvent } from './copy-event.ts'
import { HEIGHTS } from './stored-copy.ts'

// Each of them stands in the ledger for ever; only the recognition of what comes back is bounded.
const MISSING_KEPT = 200
const NAMES_KEPT = 200
// Of what the store has no more: a copy each ten minutes that is kept for a year would be more than a state can hold.
const KEPT_KNOWN = 1_000

/** What is believed of a store after one more fact. Pure; what a check tells is all that the next one starts from. */
export function afterCopyEvent(before: Copies | null, event: CopyEvent, at: Instant): Copies {
  const copies = before ?? noCopies(at)
  switch (event.kind) {
    case 'copy-synced':
    case 'copy-verified':
      return owned(placed(copies, event, at), event)
    case 'copy-incomplete':
      return told(placed(copies, event, at), event, 'incomplete')
    case 'copy-corrupt':
      if (event.uuid === undefined) return { ...copies, damaged: together(copies.damaged, namesIn(event)) }
      return told(placed(copies, event, at), event, 'corrupt')
    case 'copy-changed':
      return told(placed(copies, event, at), event, 'changed')
    case 'copy-mended':
      return mendedIn(copies, event, at)
    case 'copy-retired':
      return without(copies, event)
    case 'copy-missing': {
      const copy = copies.copies.find(({ checkpoint }) => checkpoint.uuid === event.uuid)
      const left = without(copies, event)
      return copy === undefined ? left : { ...left, missing: [...left.missing, copy].slice(-MISSING_KEPT) }
    }
    case 'copy-kept':
      return { ...copies, kept: keptWith(copies, event, at) }
    case 'copy-late':
      return { ...copies, isLate: true }
    case 'owner-changed':
      return { ...copies, owner: optionalTextIn(event, 'from'), otherOwner: textIn(event, 'to') }
    case 'store-unobservable':
      return { ...copies, unobservable: { since: instantIn(event, 'since'), why: textIn(event, 'why') } }
    case 'store-observable':
      return { ...copies, unobservable: null }
    case 'store-moved':
      return { ...noCopies(at), kept: copies.kept }
    default:
      return event.kind satisfies never
  }
}

/** Nobody watches any more what an alert of this kind said; watched again, what still holds must be told again. */
export function forgotten(copies: Copies, kind: EventKind, uuid: string | null): Copies {
  const own = (part: Partial<Faults>): Copies => ({
    ...copies,
    copies: copies.copies.map((copy) =>
      copy.checkpoint.uuid === uuid ? { ...copy, told: { ...copy.told, ...part } } : copy,
    ),
  })
  switch (kind) {
    case 'copy-incomplete':
      return own({ incomplete: [] })
    case 'copy-corrupt':
      return uuid === null ? { ...copies, damaged: [] } : own({ corrupt: [] })
    case 'copy-late':
      return { ...copies, isLate: false }
    case 'owner-changed':
      return { ...copies, otherOwner: null }
    case 'store-unobservable':
      return { ...copies, unobservable: null }
    default:
      return copies
  }
}

function mendedIn(copies: Copies, event: CopyEvent, at: Instant): Copies {
  const of = textIn(event, 'of')
  switch (of) {
    case 'copy-incomplete':
      return told(placed(copies, event, at), event, 'incomplete')
    case 'copy-corrupt':
      return event.uuid === undefined
        ? { ...copies, damaged: [] }
        : told(placed(copies, event, at), event, 'corrupt')
    case 'copy-missing':
      return placed(copies, event, at)
    case 'copy-late':
      return { ...copies, isLate: false }
    case 'owner-changed':
      return { ...copies, owner: optionalTextIn(event, 'owner') ?? copies.owner, otherOwner: null }
    default:
      throw new Error(`copy-mended of ${of}`)
  }
}

/** In the catalog, as the event says it. */
function placed(copies: Copies, event: CopyEvent, at: Instant): Copies {
  const checkpoint = checkpointIn(event)
  const isIt = (copy: Copy): boolean => copy.checkpoint.uuid === checkpoint.uuid
  const before = copies.copies.find(isIt) ?? copies.missing.find(isIt)
  const copy: Copy = {
    checkpoint,
    host: optionalTextIn(event, 'host'),
    firstSeenAt: before?.firstSeenAt ?? at,
    rung: rungIn(event),
    told: before?.told ?? NO_FAULTS,
  }
  return {
    ...copies,
    copies: copies.copies.some(isIt)
      ? copies.copies.map((one) => (isIt(one) ? copy : one))
      : [...copies.copies, copy],
    missing: copies.missing.filter((one) => !isIt(one)),
  }
}

/** What the store has still is never forgotten: it would be kept, and told, again. */
function keptWith({ copies, kept }: Copies, event: CopyEvent, at: Instant): Copies['kept'] {
  const inStore = new Set(copies.map(({ checkpoint }) => checkpoint.uuid))
  const others = kept.filter(({ uuid }) => uuid !== event.uuid)
  const known = new Set(
    others
      .filter(({ uuid, until }) => !inStore.has(uuid) && until > at)
      .slice(-KEPT_KNOWN)
      .map(({ uuid }) => uuid),
  )
  return [
    ...others.filter(({ uuid }) => inStore.has(uuid) || known.has(uuid)),
    { uuid: checkpointIn(event).uuid, until: instantIn(event, 'until') },
  ]
}

function without(copies: Copies, { uuid }: CopyEvent): Copies {
  const isOther = (copy: Copy): boolean => copy.checkpoint.uuid !== uuid
  return { ...copies, copies: copies.copies.filter(isOther), missing: copies.missing.filter(isOther) }
}

/** `copy-mended` names no objects: then nothing of this kind is told any more. */
function told(copies: Copies, event: CopyEvent, kind: keyof Faults): Copies {
  const isMended = event.kind === 'copy-mended'
  return {
    ...copies,
    copies: copies.copies.map((copy) =>
      copy.checkpoint.uuid === event.uuid
        ? {
            ...copy,
            told: { ...copy.told, [kind]: isMended ? [] : together(copy.told[kind], namesIn(event)) },
          }
        : copy,
    ),
  }
}

/** Who was named first is learnt with the first copy. */
function owned(copies: Copies, event: CopyEvent): Copies {
  return { ...copies, owner: copies.owner ?? optionalTextIn(event, 'owner') }
}

function together(before: readonly string[], now: readonly string[]): readonly string[] {
  return [...new Set([...before, ...now])].slice(-NAMES_KEPT)
}

function namesIn(event: LedgerEvent): readonly string[] {
  const objects: EventData | undefined = event.data['objects']
  if (!Array.isArray(objects)) throw new Error(`${event.kind} without its objects`)
  return objects.map((one: EventData) => {
    const object = isMembers(one) ? one['object'] : undefined
    if (typeof object !== 'string') throw new Error(`${event.kind} of an object without a name`)
    return object
  })
}

function rungIn(event: LedgerEvent): Copy['rung'] {
  const text = textIn(event, 'durability')
  const rung = HEIGHTS.find((known) => known === text)
  if (rung === undefined) throw new Error(`${event.kind}: ${text} is no rung of a copy`)
  return rung
}
