import { sha256Hex } from '../../domain/canonical.ts'
import type { Configuration } from './configuration.ts'
import { parseConfiguration } from './parse-configuration.ts'

/** A valid configuration, its very bytes, and their SHA-256 (hex), which every run's entry names. Throws with all problems. */
export function readConfiguration(bytes: Uint8Array): {
  readonly configuration: Configuration
  readonly hash: string
  readonly bytes: Uint8Array
} {
  const parsed = parseConfiguration(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  if (parsed.kind === 'invalid') {
    const problems = parsed.problems.map(({ path, message }) => `${path}: ${message}`)
    throw new Error(`the configuration is not valid:\n${problems.join('\n')}`)
  }
  return { configuration: parsed.configuration, hash: sha256Hex(bytes), bytes }
}
