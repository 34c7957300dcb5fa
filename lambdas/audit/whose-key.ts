import type { ArchiveReader } from '../archive/archive.ts'
import { CHECKPOINT, VKEY } from '../archive/log/names.ts'
import { formatVkey, parseVkey, type VerifierKey } from '../archive/log/note.ts'
import { errorText } from '../domain/log-line.ts'
import type { Findings } from './findings.ts'

/** The key to verify with: the one that was given, else the archive's own, which proves less. Where both are, they must agree. */
export async function keyFor(
  reader: Pick<ArchiveReader, 'get'>,
  given: VerifierKey | undefined,
  findings: Findings,
): Promise<VerifierKey | undefined> {
  const own = await ownKey(reader, findings)
  if (given !== undefined) {
    if (own !== undefined && vkeyOf(own) !== vkeyOf(given)) {
      findings.broken(VKEY, `is ${vkeyOf(own)}, not the key that was given, ${vkeyOf(given)}`)
    }
    findings.proven(`with the key ${vkeyOf(given)}`)
    return given
  }
  if (own !== undefined) {
    findings.proven(
      `the key ${vkeyOf(own)} is the archive’s own: whoever could replace the archive could replace it; compare it with one from elsewhere`,
    )
  }
  return own
}

async function ownKey(
  reader: Pick<ArchiveReader, 'get'>,
  findings: Findings,
): Promise<VerifierKey | undefined> {
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

function vkeyOf({ name, publicKey }: VerifierKey): string {
  return formatVkey(name, publicKey)
}
