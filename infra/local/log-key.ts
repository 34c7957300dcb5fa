import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Signer } from '../../lambdas/archive/log/notes/signer.ts'
import { formatVkey, parseVkey, type VerifierKey } from '../../lambdas/archive/log/notes/verifier-key.ts'

/** The name of a data directory's log, and of the key that signs it. */
export const ORIGIN = 'localhost/checkpoint-ledger'

const DRAFT = `.${process.pid}.draft`

/**
 * The signing key of a data directory, made at first use: PKCS 8 in PEM, readable by its owner only, and beside it the
 * verifier key that others are given. Two processes that begin at once have the same key. Throws where the file is no such key.
 */
export function localSigner(
  { logKey, logVkey }: { readonly logKey: string; readonly logVkey: string },
  origin: string,
): Signer & { readonly vkey: string } {
  const signer = fileSigner(logKey)
  const vkey = formatVkey(origin, signer.publicKey)
  const file = `${vkey}\n`
  if (!existsSync(logVkey) || readFileSync(logVkey, 'utf8') !== file) writeFileSync(logVkey, file)
  return { name: origin, vkey, ...signer }
}

/** Where the key that signed before is kept, and the verifier key of one that was lost. */
function olderOf(logKey: string): { readonly before: string; readonly lost: string } {
  return { before: `${logKey}.before`, lost: `${logKey}.lost` }
}

/** Who signed before the key of a data directory does: absent where it was never changed. Of a lost one only what verifies. */
export function signerBefore(
  { logKey }: { readonly logKey: string },
  origin: string,
): Signer | VerifierKey | undefined {
  const { before, lost } = olderOf(logKey)
  if (existsSync(lost)) return parseVkey(readFileSync(lost, 'utf8').trimEnd())
  return existsSync(before) ? { name: origin, ...fileSigner(before) } : undefined
}

/**
 * Makes another key the key of a data directory; the next run says that the log goes on under it. The one before is kept beside it, since it signs that;
 * of one that was lost (`lost`, its verifier key) nothing is asked. Throws where the last change was not run yet.
 */
export function changeKey(
  { logKey, logVkey }: { readonly logKey: string; readonly logVkey: string },
  origin: string,
  lost: VerifierKey | undefined,
): string {
  const older = olderOf(logKey)
  if (lost === undefined) {
    if (!existsSync(logKey)) throw new Error(`${logKey} is not there: was it lost?`)
    rmSync(older.lost, { force: true })
    renameSync(logKey, older.before)
  } else {
    writeFileSync(older.lost, `${formatVkey(lost.name, lost.publicKey)}\n`)
    rmSync(logKey, { force: true })
  }
  return localSigner({ logKey, logVkey }, origin).vkey
}

/** The key in a file, made at first use. Throws where the file is no such key. */
export function fileSigner(path: string): Omit<Signer, 'name'> {
  if (!existsSync(path)) makeKey(path)
  const privateKey = readKey(path)
  return { publicKey: rawPublicKey(privateKey), sign: async (bytes) => sign(null, bytes, privateKey) }
}

function makeKey(path: string): void {
  const { privateKey } = generateKeyPairSync('ed25519')
  const draft = `${path}${DRAFT}`
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    // Another process was faster: its key is the key.
    if (!existsSync(path)) throw new Error(`${path} cannot be made`, { cause: error })
  } finally {
    rmSync(draft)
  }
}

function readKey(path: string): KeyObject {
  const key = privateKeyIn(path)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} is no Ed25519 key`)
  return key
}

function privateKeyIn(path: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(path))
  } catch (cause) {
    throw new Error(`${path} is no private key in PEM`, { cause })
  }
}

/** The 32 bytes of the public key: the end of its SPKI form (RFC 8410). */
function rawPublicKey(privateKey: KeyObject): Uint8Array {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32)
}
