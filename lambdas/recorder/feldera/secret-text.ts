import type { SecretReference } from '../configuration/configuration.ts'
import type { ReadSecret } from './secrets.ts'

export type SecretText =
  | { readonly kind: 'text'; readonly text: string }
  /** The detail repeats neither the secret nor its place. */
  | { readonly kind: 'unavailable'; readonly detail: string }

/** The secret as it is sent: unchanged, but for one newline at its end. */
export async function secretIn(readSecret: ReadSecret, reference: SecretReference): Promise<SecretText> {
  try {
    // Editors and `echo` end a file with a newline that is no part of the secret.
    const text = (await readSecret(reference)).replace(/\r?\n$/, '')
    // Beyond ASCII a header's bytes mean something else to every server.
    return /^[\x20-\x7e]+$/.test(text)
      ? { kind: 'text', text }
      : { kind: 'unavailable', detail: 'the secret is empty or holds what cannot stand in a header' }
  } catch (error) {
    // Denied, absent or unreachable: the source is unobservable. Messages may name the secret; the error's name says enough.
    const name = error instanceof Error && /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'Error'
    return { kind: 'unavailable', detail: `the secret could not be read (${name})` }
  }
}
