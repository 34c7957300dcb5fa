import { parseBase64 } from '../../archive/log/base64.ts'
import type { SignedTreeHead } from '../../archive/log/notes/checkpoint.ts'
import { leafHash } from '../../archive/log/tree/hashes.ts'
import { verifyInclusion } from '../../archive/log/tree/verify-proof.ts'
import { sha256Hex } from '../../domain/canonical.ts'
import { type Entry, openEntry } from '../../domain/entry.ts'
import { errorText } from '../../domain/log-line.ts'
import type { Finding } from '../report.ts'
import { answersIn, type KeptAnswer } from './answers.ts'
import type { Attestation } from './attestation.ts'

/** What an attestation holds, as far as it is what it is said to be: only this is believed from there on. */
export interface Held {
  /** By `ledger seq`: in canonical form, and in the signed log. */
  readonly entries: ReadonlyMap<string, Entry>
  /** By name: objects that have this hash. */
  readonly answers: ReadonlyMap<string, readonly KeptAnswer[]>
  readonly broken: readonly Finding[]
}

export function heldIn({ entries, evidence }: Attestation, head: SignedTreeHead): Held {
  const broken: Finding[] = []
  const held = new Map<string, Entry>()
  let last = -1n
  for (const [i, given] of entries.entries()) {
    const where = `entries.${i}`
    const entry = entryIn(given, head)
    if ('problem' in entry) {
      broken.push({ where, what: entry.problem })
      continue
    }
    if (BigInt(given.index) <= last) broken.push({ where, what: 'stands before or where another one stands' })
    last = BigInt(given.index)
    const name = entryName(entry)
    if (held.has(name)) broken.push({ where: name, what: 'is in the log twice' })
    held.set(name, entry)
  }
  const answers = new Map<string, readonly KeptAnswer[]>()
  for (const [i, { name, base64 }] of evidence.entries()) {
    const object = objectIn(name, base64)
    if ('problem' in object) broken.push({ where: `evidence ${name}`, what: object.problem })
    else if (name <= (evidence[i - 1]?.name ?? ''))
      broken.push({ where: `evidence ${name}`, what: 'is not in its place' })
    else answers.set(name, object.answers)
  }
  return { entries: held, answers, broken }
}

export function entryName({
  ledger,
  seq,
}: {
  readonly ledger: string
  readonly seq: number | string
}): string {
  return `${ledger} ${seq}`
}

type Given = Attestation['entries'][number]

function entryIn(
  { index, entry: body, proof }: Given,
  head: SignedTreeHead,
): Entry | { readonly problem: string } {
  try {
    const hashes = proof.map((text) => parseBase64(text) ?? Uint8Array.of())
    const { size, root } = head
    const leaf = leafHash(Buffer.from(body, 'utf8'))
    if (!verifyInclusion({ index: BigInt(index), size, leaf, proof: hashes, root }))
      return { problem: `the proof does not lead from leaf ${index} to the signed root` }
    return openEntry(body)
  } catch (error) {
    return { problem: errorText(error) }
  }
}

function objectIn(
  name: string,
  base64: string,
): { readonly answers: readonly KeptAnswer[] } | { readonly problem: string } {
  const bytes = parseBase64(base64)
  if (bytes === undefined) return { problem: 'is no base64' }
  if (sha256Hex(bytes) !== name) return { problem: 'its bytes have another hash' }
  try {
    return { answers: answersIn(bytes) }
  } catch (error) {
    return { problem: `cannot be read: ${errorText(error)}` }
  }
}
