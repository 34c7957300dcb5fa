import { type CopyRetention, DEFAULT_RETENTION } from '../../domain/copies/copy-retention.ts'
import { matchesPattern } from '../../domain/pattern.ts'
import { DEFAULT_POLICY, type Policy } from '../../domain/policy.ts'
import { type Problem, problem, WHOLE_FILE, wordsFor } from './configuration-problem.ts'
import { brokenRules } from './configuration-rules.ts'
import {
  configurationSchema,
  type WrittenConfiguration,
  type WrittenSecret,
  type WrittenSource,
  type WrittenStore,
} from './configuration-schema.ts'
import { readJson } from './json-text.ts'

/** Where the text of a secret is had from. */
export type SecretReference =
  /** `name`: name or ARN in Secrets Manager. */
  { readonly kind: 'secret'; readonly name: string } | { readonly kind: 'env'; readonly variable: string }

/** How requests to a source are authorized. */
export type Auth =
  | { readonly kind: 'none' }
  | { readonly kind: 'apiKey' | 'token'; readonly secret: SecretReference }
  | {
      readonly kind: 'clientCredentials'
      readonly tokenUrl: string
      readonly clientId: string
      readonly clientSecret: SecretReference
      readonly scope: string | null
    }

/** One Feldera instance (and tenant) that is watched. */
export interface Source {
  readonly name: string
  /** Without a slash at its end; paths such as `/v0/pipelines` are appended. */
  readonly url: string
  readonly auth: Auth
  /** Sent as `Feldera-Tenant`. */
  readonly tenant: string | null
  /** Names and patterns (`isPattern`), as configured. */
  readonly pipelines: readonly string[]
}

export interface Override {
  /** Patterns for the source's and the pipeline's name. */
  readonly match: { readonly source: string; readonly pipeline: string }
  readonly policy: Partial<Policy>
}

/** Where the checkpoints of pipelines are synced to, and what is expected of that. */
export interface Store {
  readonly match: Override['match']
  /** With `{source}` and `{pipeline}` where it serves several. */
  readonly location: string
  readonly region: string | null
  readonly endpoint: string | null
  /** Of the text of a secret as `credentialsIn` reads it; null: the recorder's own. */
  readonly credentials: SecretReference | null
  readonly verifyEveryMs: number
  /** Whether every block of every batch is read. */
  readonly deep: boolean
  /** How long a locked copy of each verified checkpoint is kept; null: none is. */
  readonly keepCopyMs: number | null
  readonly staleAfterMs: number | null
  readonly retention: CopyRetention
}

export interface Configuration {
  readonly sources: readonly Source[]
  /** The general policy, defaults filled in. For one pipeline: `policyFor`. */
  readonly policy: Policy
  readonly overrides: readonly Override[]
  /** Of one pipeline: `storeFor`. */
  readonly stores: readonly Store[]
}

export type ParsedConfiguration =
  | { readonly kind: 'valid'; readonly configuration: Configuration }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }

/**
 * Reads the text of `pipelines.json`, strictly: unknown keys are refused, and all problems are told at once.
 * No problem repeats a value found under `auth`, nor any other text of the file but names of unknown keys outside of it.
 */
export function parseConfiguration(text: string): ParsedConfiguration {
  const json = readJson(text)
  if (json.kind === 'not-json')
    return { kind: 'invalid', problems: [{ path: WHOLE_FILE, message: json.message }] }
  const written = configurationSchema.safeParse(json.value, { error: wordsFor })
  const shape = written.error?.issues.map(({ path, message }) => problem(path, message)) ?? []
  const twice = json.repeated.map((place) => ({
    path: WHOLE_FILE,
    message: `a key stands twice in one object: see ${place}`,
  }))
  const problems = [...twice, ...shape, ...brokenRules(json.value)]
  if (written.success && problems.length === 0)
    return { kind: 'valid', configuration: configured(written.data) }
  return { kind: 'invalid', problems }
}

/** The general policy with every override that matches, in their order: later ones win, `severity` kind by kind. */
export function policyFor(configuration: Configuration, source: string, pipeline: string): Policy {
  return configuration.overrides
    .filter(({ match }) => matchesPattern(match.source, source) && matchesPattern(match.pipeline, pipeline))
    .reduce((policy, override) => merged(policy, override.policy), configuration.policy)
}

function merged(policy: Policy, part: Partial<Policy>): Policy {
  return { ...policy, ...part, severity: { ...policy.severity, ...part.severity } }
}

/** The pipeline's own store: of several that match the last one, as with overrides; undefined where none does. */
export function storeFor(configuration: Configuration, source: string, pipeline: string): Store | undefined {
  const store = configuration.stores.findLast(
    ({ match }) => matchesPattern(match.source, source) && matchesPattern(match.pipeline, pipeline),
  )
  if (store === undefined) return undefined
  const isFile = store.location.startsWith('file:')
  const named = (name: string): string => (isFile ? encodeURIComponent(name) : name)
  const location = store.location
    .replaceAll('{source}', () => named(source))
    .replaceAll('{pipeline}', () => named(pipeline))
  return { ...store, location }
}

function configured({ sources, policy, overrides, stores }: WrittenConfiguration): Configuration {
  return {
    sources: sources.map(sourceOf),
    policy: merged(DEFAULT_POLICY, policy ?? {}),
    overrides: (overrides ?? []).map(({ match, policy }) => {
      const [source = '', pipeline = ''] = match.split('/')
      return { match: { source, pipeline }, policy }
    }),
    stores: (stores ?? []).map(storeOf),
  }
}

// An hour is what a copy that is lost may stay unknown of, and a listing an hour costs a cent a month.
const VERIFY_EVERY_MS = 3_600_000

function storeOf(written: WrittenStore): Store {
  const [source = '', pipeline = ''] = written.match.split('/')
  return {
    match: { source, pipeline },
    location: written.location,
    region: written.region ?? null,
    endpoint: written.endpoint ?? null,
    credentials: written.credentials === undefined ? null : secretOf(written.credentials),
    verifyEveryMs: written.verifyEvery ?? VERIFY_EVERY_MS,
    deep: written.deep ?? false,
    keepCopyMs: written.keepCopy ?? null,
    staleAfterMs: written.staleAfter ?? null,
    retention: {
      minCount: written.retentionMinCount ?? DEFAULT_RETENTION.minCount,
      minAgeMs: written.retentionMinAge ?? DEFAULT_RETENTION.minAgeMs,
    },
  }
}

function sourceOf({ name, url, auth, tenant, pipelines }: WrittenSource): Source {
  return { name, url, auth: authOf(auth), tenant: tenant ?? null, pipelines }
}

function authOf(auth: WrittenSource['auth']): Auth {
  if (auth === undefined) return { kind: 'none' }
  if (auth.apiKey !== undefined) return { kind: 'apiKey', secret: secretOf(auth.apiKey) }
  if (auth.token !== undefined) return { kind: 'token', secret: secretOf(auth.token) }
  if (auth.clientCredentials !== undefined) {
    const { tokenUrl, clientId, clientSecret, scope } = auth.clientCredentials
    return {
      kind: 'clientCredentials',
      tokenUrl,
      clientId,
      clientSecret: secretOf(clientSecret),
      scope: scope ?? null,
    }
  }
  throw new Error('auth without any of its kinds: the rules let it pass')
}

function secretOf({ secret, env }: WrittenSecret): SecretReference {
  if (secret !== undefined) return { kind: 'secret', name: secret }
  if (env !== undefined) return { kind: 'env', variable: env }
  throw new Error('a secret without a place: the rules let it pass')
}

/** The longest that any pipeline wants its record locked: what all share is locked so long. */
export function longestLockMs({ policy, overrides }: Configuration): number {
  return Math.max(policy.lockForMs, ...overrides.map((override) => override.policy.lockForMs ?? 0))
}
