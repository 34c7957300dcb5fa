import { sha256Hex } from '../domain/canonical.ts'
import { type Configuration, parseConfiguration } from './configuration.ts'

/** A valid configuration and the SHA-256 (hex) of its very bytes, which every run's entry names. Throws with all problems. */
export function readConfiguration(bytes: Uint8Array): {
  readonly configuration: Configuration
  readonly hash: string
} {
  const parsed = parseConfiguration(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  if (parsed.kind === 'invalid') {
    const problems = parsed.problems.map(({ path, message }) => `${path}: ${message}`)
    throw new Error(`the configuration is not valid:\n${problems.join('\n')}`)
  }
  return { configuration: parsed.configuration, hash: sha256Hex(bytes) }
}
