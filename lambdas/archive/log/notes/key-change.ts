import { base64Of, parseBase64 } from '../base64.ts'
import { type Hash, isHash } from '../tree/hashes.ts'
import { parseSize } from '../tree/size.ts'
import { isSignatureOf, openNote, readNote, signaturesOf, signNote } from './note.ts'
import type { Signer } from './signer.ts'
import { formatVkey, parseVkey, type VerifierKey, verifierKey } from './verifier-key.ts'

/** The folder of the statements by which the log went on under another key: `keys/1`, `keys/2` … */
export const KEYS = 'keys/'

/** That the log of this size and root, which the key `from` signed, goes on under the key `to`. */
export interface KeyChange {
  readonly number: number
  readonly size: bigint
  readonly root: Hash
  readonly from: VerifierKey
  readonly to: VerifierKey
}

/** A change as it was stated. `isSignedByBoth`: otherwise the old key was lost, and the new one speaks for itself. */
export interface StatedChange extends KeyChange {
  readonly isSignedByBoth: boolean
}

const VERSION = 'checkpoint-ledger/key-change/1'

/** The statement as a signed note: of the new key, and of the old one where it is still had. Throws where either signs wrongly. */
export async function signKeyChange(
  change: KeyChange,
  to: Signer,
  from: Signer | undefined,
): Promise<string> {
  const text = textOf(change)
  const note = await signNote(text, to)
  if (from === undefined) return note
  const [own = ''] = (await signNote(text, from)).split('\n').slice(-2)
  return `${note}${own}\n`
}

/** Reads a statement. Throws Error where it is none, or is not signed by the key that takes over, or wrongly by the one before. */
export function openKeyChange(note: string | Uint8Array): StatedChange {
  const read = readNote(note)
  if ('problem' in read) throw new Error(read.problem)
  const change = changeIn(read.text)
  const byNew = openNote(note, change.to)
  if ('problem' in byNew) throw new Error(byNew.problem)
  const own = signaturesOf(read, change.from)
  if (!own.every((signature) => isSignatureOf(change.from, read.text, signature)))
    throw new Error(`a signature of the key before that is not right`)
  return { ...change, isSignedByBoth: own.length > 0 }
}

function textOf({ number, size, root, from, to }: KeyChange): string {
  const lines = [VERSION, from.name, number, size, base64Of(root), vkeyOf(from), vkeyOf(to)]
  return `${lines.join('\n')}\n`
}

function changeIn(text: string): KeyChange {
  const [version, origin, decimal = '', sizeText = '', rootText = '', from = '', to = ''] = text.split('\n')
  if (version !== VERSION) throw new Error('no statement of a change of keys')
  const [number, size, root] = [parseSize(decimal), parseSize(sizeText), parseBase64(rootText)]
  if (number === undefined || size === undefined || root === undefined || !isHash(root))
    throw new Error('a change of keys without number, size or root')
  const change = { number: Number(number), size, root, from: parseVkey(from), to: parseVkey(to) }
  if (change.from.name !== origin || change.to.name !== origin || textOf(change) !== text)
    throw new Error('a change of keys that is not in its form')
  return change
}

export function vkeyOf({ name, publicKey }: Pick<VerifierKey, 'name' | 'publicKey'>): string {
  return formatVkey(name, publicKey)
}

export function keyOfSigner({ name, publicKey }: Pick<Signer, 'name' | 'publicKey'>): VerifierKey {
  return verifierKey(name, publicKey)
}
