import type { KMSClient } from '@aws-sdk/client-kms'
import type { Signer } from './signer.ts'

// The SDK waits for ever unless told otherwise, and with it would the run.
const PATIENCE = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true }
const RAW_KEY_BYTES = 32

/** The log's key in KMS (ECC_NIST_EDWARDS25519), which it never leaves. The SDK is loaded when a log is first signed. */
export function createKmsSigner({
  keyId,
  name,
}: {
  readonly keyId: string
  readonly name: string
}): () => Promise<Signer> {
  let client: KMSClient | undefined
  let publicKey: Uint8Array | undefined
  return async () => {
    const { GetPublicKeyCommand, KMSClient, SignCommand } = await import('@aws-sdk/client-kms')
    const kms = (client ??= new KMSClient({ requestHandler: PATIENCE }))
    publicKey ??= rawKey((await kms.send(new GetPublicKeyCommand({ KeyId: keyId }))).PublicKey)
    return {
      name,
      publicKey,
      sign: async (bytes) => {
        const { Signature } = await kms.send(
          new SignCommand({
            KeyId: keyId,
            Message: bytes,
            MessageType: 'RAW',
            // RFC 8032's Ed25519 over the message itself; the other one, PH, signs its digest.
            SigningAlgorithm: 'ED25519_SHA_512',
          }),
        )
        if (Signature === undefined) throw new Error(`${keyId}: KMS answered without a signature`)
        return Signature
      },
    }
  }
}

/** KMS answers with SPKI (RFC 8410), which ends with the key itself. */
function rawKey(spki: Uint8Array | undefined): Uint8Array {
  if (spki === undefined || spki.length < RAW_KEY_BYTES) throw new Error('KMS answered without a public key')
  return spki.slice(-RAW_KEY_BYTES)
}
