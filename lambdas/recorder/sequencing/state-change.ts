import type { Archive } from '../../archive/archive.ts'
import type { LogTree } from '../../archive/log/log-tree.ts'
import { KEYS, keyOfSigner, signKeyChange, vkeyOf } from '../../archive/log/notes/key-change.ts'
import { openNote } from '../../archive/log/notes/note.ts'
import type { Signer } from '../../archive/log/notes/signer.ts'
import { keyChanges } from '../../archive/log/notes/stated-keys.ts'
import type { VerifierKey } from '../../archive/log/notes/verifier-key.ts'

export interface ChangePorts {
  readonly archive: Archive
  readonly signer: Signer
  readonly before: Signer | VerifierKey | undefined
  readonly lockUntilMs: number
}

/**
 * Where the signed tree is the older key's: states, before anything is signed with ours, that the log goes on from it under our key. The same call
 * makes the same statement. Nothing where the tree is ours already, or nobody's.
 * Throws where our key has signed this log before: a verifier could not tell the two times apart.
 */
export async function stateChange(
  { archive, signer, before, lockUntilMs }: ChangePorts,
  { note, size, root }: LogTree,
): Promise<void> {
  if (note === undefined || before === undefined || 'text' in openNote(note, keyOfSigner(signer))) return
  const changes = await keyChanges(archive)
  const own = vkeyOf(signer)
  const known = changes.find(({ from, to }) => vkeyOf(to) === own || vkeyOf(from) === own)
  if (known !== undefined && (known.size !== size || vkeyOf(known.from) !== vkeyOf(before)))
    throw new Error(`the key ${own} has signed this log before: make another`)
  const number = known?.number ?? (changes.at(-1)?.number ?? 0) + 1
  const change = { number, size, root, from: keyOfSigner(before), to: keyOfSigner(signer) }
  const stated = await signKeyChange(change, signer, 'sign' in before ? before : undefined)
  await archive.put(`${KEYS}${number}`, Buffer.from(stated), { contentType: 'text/plain', lockUntilMs })
}
