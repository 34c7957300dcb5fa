/** The objects of the log besides its tiles (CONTRACT §7). */

/** The newest signed checkpoint: the only object that is ever overwritten. */
export const CHECKPOINT = 'checkpoint'

/** The C2SP verifier key with which all checkpoints are signed. */
export const VKEY = 'log.vkey'

/** The folder of all checkpoints that were ever signed. */
export const CHECKPOINTS = 'checkpoints/'

/** The checkpoint that was signed at this size, for ever. */
export function signedAt(size: bigint): string {
  return `${CHECKPOINTS}${size}`
}
