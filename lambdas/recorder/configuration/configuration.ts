import type { CopyRetention } from '../../domain/copies/copy-retention.ts'
import { matchesPattern } from '../../domain/pattern.ts'
import type { Policy } from '../../domain/policy.ts'

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

/** Patterns for the source's and the pipeline's name. */
export interface Match {
  readonly source: string
  readonly pipeline: string
}

export interface Override {
  readonly match: Match
  readonly policy: Partial<Policy>
}

/** Where the checkpoints of pipelines are synced to, and what is expected of that. */
export interface Store {
  readonly match: Match
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

/** The general policy with every override that matches, in their order: later ones win, `severity` kind by kind. */
export function policyFor(configuration: Configuration, source: string, pipeline: string): Policy {
  return configuration.overrides
    .filter(({ match }) => matches(match, source, pipeline))
    .reduce((policy, override) => merged(policy, override.policy), configuration.policy)
}

function matches(match: Match, source: string, pipeline: string): boolean {
  return matchesPattern(match.source, source) && matchesPattern(match.pipeline, pipeline)
}

/** The policy with what a part of one says otherwise: `severity` kind by kind. */
export function merged(policy: Policy, part: Partial<Policy>): Policy {
  return { ...policy, ...part, severity: { ...policy.severity, ...part.severity } }
}

/** The pipeline's own store: of several that match the last one, as with overrides; undefined where none does. */
export function storeFor(configuration: Configuration, source: string, pipeline: string): Store | undefined {
  const store = configuration.stores.findLast(({ match }) => matches(match, source, pipeline))
  if (store === undefined) return undefined
  const isFile = store.location.startsWith('file:')
  const named = (name: string): string => (isFile ? encodeURIComponent(name) : name)
  const location = store.location
    .replaceAll('{source}', () => named(source))
    .replaceAll('{pipeline}', () => named(pipeline))
  return { ...store, location }
}

/** The longest that any pipeline wants its record locked: what all share is locked so long. */
export function longestLockMs({ policy, overrides }: Configuration): number {
  return Math.max(policy.lockForMs, ...overrides.map((override) => override.policy.lockForMs ?? 0))
}
