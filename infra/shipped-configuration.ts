import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Store } from '../lambdas/recorder/configuration/configuration.ts'
// Code, not only types, from a Lambda: what the recorder would refuse at its start, or whenever it asks, must not be deployed.
import { parseConfiguration } from '../lambdas/recorder/configuration/parse-configuration.ts'
import { jsonOrNothing } from '../lambdas/stores/json-or-nothing.ts'
import { parseLocation } from '../lambdas/stores/location.ts'
import { secretsIn } from './named-secrets.ts'
import type { Problem } from './problem.ts'
import { undeployable } from './undeployable.ts'

/** `pipelines.json` as it is shipped beside the recorder: its very bytes, because their hash stands in every run's entry. */
export interface ShippedConfiguration {
  readonly bytes: Uint8Array
  /** Names and ARNs in Secrets Manager that the recorder must be able to read. */
  readonly secrets: readonly string[]
  /** What the recorder's own role must be able to read: stores with credentials of their own, or not of AWS, are not among them. */
  readonly stores: readonly ShippedStore[]
  /** Whether a store has `keepCopy`: then the recorder must be able to write copies. */
  readonly keepsCopies: boolean
}

/** Below a prefix of a bucket; `*` stands for what a pattern may match. */
export interface ShippedStore {
  readonly bucket: string
  readonly prefix: string
}

export type ConfigurationRead =
  | { readonly kind: 'valid'; readonly configuration: ShippedConfiguration }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }

/** The file named, else `pipelines.json` of the project, else its example. */
export function configurationFile(projectRoot: string, named: string | undefined): string {
  if (named !== undefined) return resolve(named)
  const own = join(projectRoot, 'pipelines.json')
  return existsSync(own) ? own : join(projectRoot, 'pipelines.example.json')
}

/** Reads and checks the file as the recorder will, and as only a deployment can: in AWS there are no variables for secrets. */
export function readShippedConfiguration(file: string): ConfigurationRead {
  if (!existsSync(file)) return { kind: 'invalid', problems: [{ path: file, message: 'no such file' }] }
  const bytes = readFileSync(file)
  const text = bytes.toString('utf8')
  const parsed = parseConfiguration(text)
  // What is no JSON is the parser's to say.
  const written = jsonOrNothing(text)
  const problems = [...(parsed.kind === 'invalid' ? parsed.problems : []), ...undeployable(written)]
  if (problems.length > 0 || parsed.kind === 'invalid') return { kind: 'invalid', problems }
  const secrets = secretsIn(written).flatMap(({ secret }) => secret ?? [])
  const { stores } = parsed.configuration
  const granted = {
    secrets: [...new Set(secrets)],
    stores: stores.flatMap(readByRole),
    keepsCopies: stores.some(({ keepCopyMs }) => keepCopyMs !== null),
  }
  return { kind: 'valid', configuration: { bytes, ...granted } }
}

function readByRole({ location, endpoint, credentials }: Store): readonly ShippedStore[] {
  if (endpoint !== null || credentials !== null) return []
  const place = parseLocation(location.replaceAll(/\{(?:source|pipeline)\}/g, '*'))
  return place?.kind === 's3' ? [{ bucket: place.bucket, prefix: place.prefix }] : []
}
