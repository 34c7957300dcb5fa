import { gunzipSync } from 'node:zlib'
import type { ArchiveReader } from '../../../archive/archive.ts'
import { sha256Hex } from '../../../domain/canonical.ts'
import { exactText } from '../../../domain/exact-text.ts'
import { errorText } from '../../../domain/log-line.ts'
import type { Findings } from '../findings.ts'
import { type EvidenceLine, evidenceLineIn } from './evidence-line.ts'

/** An object of evidence, unpacked. A line that is none is undefined. */
export interface EvidenceObject {
  readonly lines: readonly (EvidenceLine | undefined)[]
  readonly bytes: number
}

/** The evidence of an archive. Each object is checked when it is first opened, and the last few are kept. */
export interface EvidenceObjects {
  /** Undefined where there is no such object, or where it cannot be unpacked. */
  readonly open: (name: string) => Promise<EvidenceObject | undefined>
  /** The bytes of an answer, wherever they are kept. */
  readonly bodyOf: (line: EvidenceLine) => Promise<Uint8Array | undefined>
  /** How many were read and had nothing wrong in them, each counted once. */
  readonly whole: () => number
  readonly isChecked: (name: string) => boolean
}

// A run keeps its answers in objects of 4 MiB and more; an answer has at most 8 MiB, and JSON may write a byte as six.
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024
// The entries of a run cite the same few objects. Taken apart, each is about three times as large.
const KEPT_BYTES = 24 * 1024 * 1024

export function createEvidenceObjects(
  reader: Pick<ArchiveReader, 'get'>,
  findings: Findings,
): EvidenceObjects {
  const kept = new Map<string, EvidenceObject | undefined>()
  const checked = new Set<string>()
  const damaged = new Set<string>()
  let bytesKept = 0

  const keep = (name: string, object: EvidenceObject | undefined): void => {
    kept.set(name, object)
    bytesKept += object?.bytes ?? 0
    for (const [oldest, old] of kept) {
      if (bytesKept <= KEPT_BYTES || oldest === name) break
      kept.delete(oldest)
      bytesKept -= old?.bytes ?? 0
    }
  }

  const open = async (name: string): Promise<EvidenceObject | undefined> => {
    if (kept.has(name)) {
      const object = kept.get(name)
      kept.delete(name)
      kept.set(name, object)
      return object
    }
    const bytes = await reader.get(`evidence/${name}`)
    if (bytes === undefined) return undefined
    const isNew = !checked.has(name)
    checked.add(name)
    const tell = (what: string): void => {
      damaged.add(name)
      if (isNew) findings.broken(`evidence/${name}`, what)
    }
    const object = opened(name, bytes, tell)
    keep(name, object)
    if (isNew && object !== undefined) await checkBorrowed(object, tell)
    return object
  }

  const bodyOf = async ({ body, bodyIn, sha256 }: EvidenceLine): Promise<Uint8Array | undefined> => {
    if (bodyIn === null) return body ?? undefined
    const lender = await open(bodyIn)
    return lender?.lines.find((line) => line?.sha256 === sha256 && line.body !== null)?.body ?? undefined
  }

  const checkBorrowed = async ({ lines }: EvidenceObject, tell: (what: string) => void): Promise<void> => {
    for (const [i, line] of lines.entries()) {
      if (line === undefined || line.bodyIn === null) continue
      if ((await bodyOf(line)) === undefined)
        tell(`line ${i + 1}: evidence/${line.bodyIn} does not hold its body`)
    }
  }

  return { open, bodyOf, whole: () => checked.size - damaged.size, isChecked: (name) => checked.has(name) }
}

function opened(name: string, bytes: Uint8Array, tell: (what: string) => void): EvidenceObject | undefined {
  if (sha256Hex(bytes) !== name) tell('its SHA-256 is not its name')
  const text = unpacked(bytes, tell)
  if (text === undefined) return undefined
  const lines: (EvidenceLine | undefined)[] = []
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    if (end === -1) tell('does not end with a newline')
    const line = text.subarray(start, end === -1 ? text.length : end)
    lines.push(lineIn(line, lines.length + 1, tell))
    start = start + line.length + 1
  }
  if (lines.length === 0) tell('holds no line')
  return { lines, bytes: text.length }
}

/** Whoever made it may have made it to fill our memory. */
function unpacked(bytes: Uint8Array, tell: (what: string) => void): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES })
  } catch (error) {
    tell(`cannot be unpacked, or holds more than ${MAX_UNPACKED_BYTES} bytes: ${errorText(error)}`)
    return undefined
  }
}

function lineIn(bytes: Buffer, number: number, tell: (what: string) => void): EvidenceLine | undefined {
  try {
    return evidenceLineIn(exactText(bytes))
  } catch (error) {
    tell(`line ${number}: ${errorText(error)}`)
    return undefined
  }
}
