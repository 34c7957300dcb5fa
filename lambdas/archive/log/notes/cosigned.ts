import { parseSize } from '../tree/size.ts'
import type { VerifierKey } from './verifier-key.ts'

/** The folder of what witnesses said of signed trees. */
export const COSIGNATURES = 'cosignatures/'

/** What a cosignature's name in the archive says. */
export interface CosignatureName {
  readonly size: bigint
  /** 8 hex digits. */
  readonly keyHash: string
  readonly atSeconds: bigint
}

/**
 * `cosignatures/<size>/<key hash>.<time>`: written once, since the same key at the same second makes the same bytes. `checkpoints/<size>`
 * itself cannot hold them: it is locked before a witness is asked.
 */
export function cosignatureName(
  size: bigint,
  { keyHash }: Pick<VerifierKey, 'keyHash'>,
  atSeconds: bigint,
): string {
  return `${COSIGNATURES}${size}/${Buffer.from(keyHash).toString('hex')}.${atSeconds}`
}

/** Undefined where it is another name. */
export function parseCosignatureName(name: string): CosignatureName | undefined {
  const [, decimal = '', keyHash = '', seconds = ''] =
    /^cosignatures\/(\d+)\/([0-9a-f]{8})\.(\d+)$/.exec(name) ?? []
  const [size, atSeconds] = [parseSize(decimal), parseSize(seconds)]
  return size === undefined || atSeconds === undefined ? undefined : { size, keyHash, atSeconds }
}
