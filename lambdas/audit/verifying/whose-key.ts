import type { ArchiveReader } from '../../archive/archive.ts'
import { CHECKPOINT, signedAt, VKEY } from '../../archive/log/names.ts'
import { parseCheckpoint } from '../../archive/log/notes/checkpoint.ts'
import { KEYS, type StatedChange, vkeyOf } from '../../archive/log/notes/key-change.ts'
import { type KeyInForce, keysOver, type LogKeys } from '../../archive/log/notes/log-keys.ts'
import { readNote } from '../../archive/log/notes/note.ts'
import { statedChanges } from '../../archive/log/notes/stated-keys.ts'
import { parseVkey, type VerifierKey } from '../../archive/log/notes/verifier-key.ts'
import { EMPTY_ROOT, sameHash } from '../../archive/log/tree/hashes.ts'
import { errorText } from '../../domain/log-line.ts'
import type { Findings } from './findings.ts'

type Reader = Pick<ArchiveReader, 'get' | 'list'>

/**
 * The keys to verify with, each in force for its trees: the archive’s own and those that it went on under, as far as they hang on the keys
 * that were given; without any, on the archive’s own, which proves less.
 */
export async function keyFor(
  reader: Reader,
  given: readonly VerifierKey[],
  findings: Findings,
): Promise<LogKeys | undefined> {
  const own = await ownKey(reader, findings)
  const [first] = given
  // A log that never was, or that somebody took the key from: with one that was given it is verified all the same.
  if (own === undefined) {
    if (first !== undefined) findings.proven(`with the key ${vkeyOf(first)}`)
    return first
  }
  const changes = await chainFrom(reader, own, findings)
  const keys = keysOver(own, changes)
  if (first === undefined) {
    findings.proven(
      `the key ${vkeyOf(own)} is the archive’s own: whoever could replace the archive could replace it; compare it with one from elsewhere`,
    )
    return keys
  }
  return trusted(keys, changes, given, findings)
}

/** What of the chain hangs on the keys that were given. A key speaks for those before it; for the next one it must have signed. */
function trusted(
  keys: readonly KeyInForce[],
  changes: readonly StatedChange[],
  given: readonly VerifierKey[],
  findings: Findings,
): LogKeys | undefined {
  const held = new Set(given.map(vkeyOf))
  const foreign = given.filter((one) => !keys.some(({ key }) => vkeyOf(key) === vkeyOf(one)))
  const [own] = keys
  for (const one of foreign) {
    const which =
      keys.length === 1 && own !== undefined ? `is ${vkeyOf(own.key)}, not` : 'and what follows it lack'
    findings.broken(VKEY, `${which} the key that was given, ${vkeyOf(one)}`)
  }
  for (const one of given) findings.proven(`with the key ${vkeyOf(one)}`)
  if (foreign.length === given.length) return given[0]
  const newest = keys.findLastIndex(({ key }) => held.has(vkeyOf(key)))
  for (const [i, change] of changes.entries()) {
    const hangs = i < newest || change.isSignedByBoth
    if (hangs) findings.proven(`from size ${change.size} on with the key ${vkeyOf(change.to)}`)
    else
      findings.unproven(
        `${KEYS}${change.number}: from size ${change.size} on the log has the key ${vkeyOf(change.to)}, for which the one before did not sign: give it as well, from somebody you trust`,
      )
  }
  return keys
}

/** The changes of keys as far as they follow each other from the first key on; what does not is broken. */
async function chainFrom(
  reader: Reader,
  own: VerifierKey,
  findings: Findings,
): Promise<readonly StatedChange[]> {
  const changes = await statedChanges(reader, (name, problem) => findings.broken(name, errorText(problem)))
  const chain: StatedChange[] = []
  for (const change of changes) {
    const last = chain.at(-1)
    const before = last?.to ?? own
    const name = `${KEYS}${change.number}`
    const problem =
      change.number !== chain.length + 1 || vkeyOf(change.from) !== vkeyOf(before)
        ? 'does not follow the key before'
        : change.size < (last?.size ?? 0n)
          ? 'takes over at a smaller size than the one before'
          : await treeProblem(reader, change)
    if (problem === undefined) chain.push(change)
    else findings.broken(name, problem)
  }
  return chain
}

/** The tree that was handed over is the one that was signed at that size, which is held against the entries like every other. */
async function treeProblem(reader: Reader, { size, root }: StatedChange): Promise<string | undefined> {
  const note = size === 0n ? undefined : await reader.get(signedAt(size))
  if (size > 0n && note === undefined) return `was made at size ${size}, and ${signedAt(size)} is not there`
  const read = note === undefined ? undefined : readNote(note)
  if (read !== undefined && 'problem' in read) return undefined
  const signed = read === undefined ? EMPTY_ROOT : rootIn(read.text)
  return signed === undefined || sameHash(signed, root)
    ? undefined
    : `is of another tree than ${signedAt(size)}`
}

/** Of what is no checkpoint another check tells. */
function rootIn(text: string): Uint8Array | undefined {
  try {
    return parseCheckpoint(text).root
  } catch {
    return undefined
  }
}

async function ownKey(reader: Reader, findings: Findings): Promise<VerifierKey | undefined> {
  const bytes = await reader.get(VKEY)
  if (bytes === undefined) {
    if ((await reader.get(CHECKPOINT)) !== undefined) findings.broken(VKEY, 'is not there')
    return undefined
  }
  try {
    return readVkey(Buffer.from(bytes).toString('utf8'))
  } catch (error) {
    findings.broken(VKEY, errorText(error))
    return undefined
  }
}

/** The text of a key file: the key, and a newline that may be missing. Throws where it is none. */
export function readVkey(text: string): VerifierKey {
  return parseVkey(text.replace(/\n$/, ''))
}

/** As `readVkey`, a key a line: of a log that lost one, the keys before and after. */
export function readVkeys(text: string): readonly VerifierKey[] {
  return text.replace(/\n$/, '').split('\n').map(parseVkey)
}
