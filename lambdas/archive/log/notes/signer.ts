/** Who signs the log's checkpoints: a key file on one machine, a key of KMS in AWS. Its name is the log's origin. */
export interface Signer {
  readonly name: string
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
  /** Ed25519 as in RFC 8032: the same bytes give the same 64 bytes. Rejects where the key cannot be reached. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>
}
