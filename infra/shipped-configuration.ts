import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
// Code, not only types, from a Lambda: what the recorder would refuse at its start, or whenever it asks, must not be deployed.
import type { Store } from '../lambdas/recorder/configuration/configuration.ts'
import { parseConfiguration } from '../lambdas/recorder/configuration/parse-configuration.ts'
import { createReach } from '../lambdas/recorder/feldera/reach.ts'
import { parseLocation } from '../lambdas/stores/location.ts'
import type { Problem } from './settings.ts'
import { SECRET_NAME } from './settings-schema.ts'

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
export function readConfiguration(file: string): ConfigurationRead {
  if (!existsSync(file)) return { kind: 'invalid', problems: [{ path: file, message: 'no such file' }] }
  const bytes = readFileSync(file)
  const parsed = parseConfiguration(bytes.toString('utf8'))
  const written = jsonOrNothing(bytes.toString('utf8'))
  const found = secretsIn(written, '')
  const problems = [
    ...(parsed.kind === 'invalid' ? parsed.problems : []),
    ...unreachable(written),
    ...unreachableStores(written),
    ...found.flatMap(undeployable),
  ]
  if (problems.length > 0 || parsed.kind === 'invalid') return { kind: 'invalid', problems }
  const secrets = found.flatMap(({ secret }) => (secret === undefined ? [] : [secret]))
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

// As the deployed recorder has it (lambdas/recorder/handler.ts).
const { refuses } = createReach({ loopback: false })

/** URLs of what only the machine itself can reach: in Lambda its metadata, its credentials and the runtime's own API. */
function unreachable(written: unknown): readonly Problem[] {
  const sources = memberOf(written, 'sources')
  if (!Array.isArray(sources)) return []
  return sources.flatMap((source: unknown, index) => {
    const oauth = memberOf(memberOf(source, 'auth'), 'clientCredentials')
    const urls = [
      ['url', memberOf(source, 'url')],
      ['auth.clientCredentials.tokenUrl', memberOf(oauth, 'tokenUrl')],
    ] as const
    return urls
      .filter(([, url]) => isRefused(url))
      .map(([key]) => ({ path: `sources[${index}].${key}`, message: UNREACHABLE }))
  })
}

const UNREACHABLE =
  'must not be loopback, link-local or another address that only the function itself could reach'

/** A folder of whoever deploys is none of the function's. */
function unreachableStores(written: unknown): readonly Problem[] {
  const stores = memberOf(written, 'stores')
  if (!Array.isArray(stores)) return []
  return stores.flatMap((store: unknown, index): readonly Problem[] => {
    const location = memberOf(store, 'location')
    const isFolder = typeof location === 'string' && location.startsWith('file:')
    const path = `stores[${index}]`
    return [
      ...(isFolder
        ? [{ path: `${path}.location`, message: 'file:// is for local runs; in AWS name a bucket: s3://…' }]
        : []),
      ...(isRefused(memberOf(store, 'endpoint')) ? [{ path: `${path}.endpoint`, message: UNREACHABLE }] : []),
    ]
  })
}

function isRefused(url: unknown): boolean {
  const parsed = typeof url === 'string' ? URL.parse(url) : null
  return parsed !== null && refuses(parsed.hostname)
}

function memberOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}

interface SecretPlace {
  readonly path: string
  /** Undefined where the place names a variable (`env`). */
  readonly secret: string | undefined
}

function undeployable({ path, secret }: SecretPlace): readonly Problem[] {
  if (secret === undefined) {
    return [
      {
        path,
        message: 'an "env" secret is for local runs; in AWS name one in Secrets Manager: {"secret": …}',
      },
    ]
  }
  return SECRET_NAME.test(secret)
    ? []
    : [{ path, message: 'must be the name or the ARN of a secret in Secrets Manager' }]
}

// Where the format has secrets. No other key is followed, so a path never repeats a text of the file.
const LEADS_TO_SECRETS = [
  'sources',
  'auth',
  'apiKey',
  'token',
  'clientCredentials',
  'clientSecret',
  'stores',
  'credentials',
]

/** Every `{"secret"}` and `{"env"}`, of a file that may otherwise be wrong. */
function secretsIn(value: unknown, path: string): readonly SecretPlace[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) {
    return value.flatMap((member: unknown, index) => secretsIn(member, `${path}[${index}]`))
  }
  return Object.entries(value).flatMap(([key, member]: [string, unknown]): readonly SecretPlace[] => {
    if (typeof member === 'string' && key === 'secret') return [{ path, secret: member }]
    if (typeof member === 'string' && key === 'env') return [{ path, secret: undefined }]
    return LEADS_TO_SECRETS.includes(key) ? secretsIn(member, path === '' ? key : `${path}.${key}`) : []
  })
}

// What is no JSON is the parser's to say.
function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
