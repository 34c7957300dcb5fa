import type { LedgerEvent } from '../event.ts'
import { isMembers, optionalTextIn } from '../event-data.ts'
import { parseU64, type U64 } from '../u64.ts'

/** How a fingerprint would be written by a version that loses digits: masked to 53 bits, or through a double (FELDERA §1.2). */
type Lossy = 'masked-53' | 'double'
/** `exact`: with the digits that the recorded one had lost. */
export type Format = Lossy | 'exact'

const MASK_53 = (1n << 53n) - 1n

/** The format in which alone the second has lost digits of the first, or undefined where they are really different. */
export function formatBetween(from: U64, to: U64): Lossy | undefined {
  const [before, after] = [BigInt(from), BigInt(to)]
  if ((before & MASK_53) === after) return 'masked-53'
  // A number that a program read with a double is written by its shortest digits, or in full.
  const rounded = Number(before)
  return BigInt(rounded) === after || String(rounded) === to ? 'double' : undefined
}

// Who wrote inexactly is mended some day, and then all of them change once more.
function formatSince(from: U64, to: U64): Format | undefined {
  return formatBetween(from, to) ?? (formatBetween(to, from) === undefined ? undefined : 'exact')
}

/** The one format that explains every changed fingerprint of these events; undefined where none changed, or one really did. */
export function formatOf(events: readonly LedgerEvent[]): Format | undefined {
  const formats = events.filter(isChange).map((event) => {
    const [from, to] = [fingerprintIn(event, 'from'), fingerprintIn(event, 'to')]
    return from === undefined || to === undefined ? undefined : formatSince(from, to)
  })
  const [first] = formats
  return formats.every((format) => format === first) ? first : undefined
}

/** The events with changed fingerprints recorded as a matter of form: the run tells of it, once for all pipelines. */
export function withFormat(events: readonly LedgerEvent[], format: Format | null): readonly LedgerEvent[] {
  if (format === null) return events
  return events.map((event) =>
    isChange(event) ? { ...event, severity: 'silent', data: { ...event.data, format } } : event,
  )
}

/** Of a checkpoint that is listed still, or of the next one where that has rotated away meanwhile. */
function isChange({ kind }: LedgerEvent): boolean {
  return kind === 'fingerprint-changed' || kind === 'lineage-changed'
}

function fingerprintIn(event: LedgerEvent, side: 'from' | 'to'): U64 | undefined {
  const members = event.data[side]
  if (!isMembers(members)) return undefined
  return parseU64(optionalTextIn({ ...event, data: members }, 'fingerprint') ?? '')
}
