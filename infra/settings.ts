import type { Problem } from './problem.ts'
import { SettingsSchema } from './settings-schema.ts'

/** How one deployment differs from another: CDK context, as `-c stage=dev` or under `context` in cdk.json. */
export interface Settings {
  /** Names the stack `CheckpointLedger-<stage>`. Default `prod`. */
  readonly stage: string
  /** The schedule's period: whole minutes, from `1m` to `1d`. Default `1m`. */
  readonly everyMinutes: number
  /** `emails`: who is mailed notifications and the watchers' alarms; a list, or a text with commas. Default nobody. */
  readonly emails: readonly string[]
  /** Base of the links in notifications, without a trailing slash. Default empty: no link. */
  readonly linkBase: string
  /**
   * The log's origin: a URL without its scheme under a domain of yours. It is the name of the signing key, so it cannot
   * be changed later. Default `checkpoint-ledger.internal/<stage>`, which nobody owns: set it where strangers verify.
   */
  readonly origin: string
  /** `logKey`: which key signs the log: 1, and one more for each time that it is changed; those before are kept. Default 1. */
  readonly logKey: number
  /** `logKeyLost`: the verifier key of the one before, where it cannot sign any more that the log goes on. Default empty. */
  readonly logKeyLost: string
  /** Default COMPLIANCE, which not even the account's root can undo. GOVERNANCE is for trying out. */
  readonly objectLock: 'COMPLIANCE' | 'GOVERNANCE'
  /** `rehearseEvery`: how often a loss is rehearsed, in days (`7d`), or `never`, which is 0. Default `7d`. */
  readonly rehearseDays: number
  /** Name or ARN of a secret that holds the URL to ping after each run, as Healthchecks has it. Default empty: none. */
  readonly pingSecret: string
  /** `true`: a second topic has every message in the form that AWS's chat clients show. Default false. */
  readonly chat: boolean
  /** Name or ARN of an event bus that every message is put on as well; `default` is the account's own. Default empty: none. */
  readonly eventBus: string
  /** `witnesses`: who cosigns the log: `VKEY URL`, several with commas. Default nobody. */
  readonly witnesses: string
  /** Whose JWTs the HTTP API accepts besides its own keys. Default nobody's. */
  readonly jwt?: JwtSettings
}

export interface JwtSettings {
  /** `jwtIssuer`: exactly as `iss` has it, an https URL with an OpenID configuration under `/.well-known/`. */
  readonly issuer: string
  /** `jwtAudience`: what `aud` must be or hold. Demanded with an issuer. */
  readonly audience: string
  /** `jwtRoleClaim`: the claim's name, or the way to it with dots. Default `roles`. */
  readonly roleClaim: string
  /** `jwtRoles`: which of its values are which role. Default `read=read,operate=operate`. */
  readonly roles: string
}

export type SettingsRead =
  | { readonly kind: 'valid'; readonly settings: Settings }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }

/** Reads the settings through `contextOf`, which gives undefined for what is not set. All problems at once. */
export function readSettings(contextOf: (name: string) => unknown): SettingsRead {
  const given = Object.fromEntries(Object.keys(SettingsSchema.shape).map((name) => [name, contextOf(name)]))
  const parsed = SettingsSchema.safeParse(given)
  const wrong = parsed.error?.issues.map(({ path, message }) => ({ path: path.join('.'), message })) ?? []
  const problems = [...wrong, ...halfAnIssuer(given)]
  if (!parsed.success || problems.length > 0) return { kind: 'invalid', problems }
  const { every: everyMinutes, jwtIssuer: issuer, jwtAudience: audience, ...rest } = parsed.data
  const { jwtRoleClaim: roleClaim = 'roles', jwtRoles: roles = 'read=read,operate=operate', ...plain } = rest
  const { rehearseEvery: rehearseDays, ...others } = plain
  const jwt =
    issuer === undefined || audience === undefined ? {} : { jwt: { issuer, audience, roleClaim, roles } }
  const origin = rest.origin ?? `checkpoint-ledger.internal/${rest.stage}`
  return { kind: 'valid', settings: { ...others, everyMinutes, rehearseDays, origin, ...jwt } }
}

/** An issuer without an audience would let in whoever it lets in anywhere. */
function halfAnIssuer(given: { readonly [name: string]: unknown }): readonly Problem[] {
  const { jwtIssuer: issuer, jwtAudience: audience } = given
  if (issuer !== undefined && audience === undefined) {
    return [
      { path: 'jwtAudience', message: 'is demanded with jwtIssuer: tokens for others must not count here' },
    ]
  }
  if (issuer !== undefined) return []
  return ['jwtAudience', 'jwtRoleClaim', 'jwtRoles']
    .filter((name) => given[name] !== undefined)
    .map((path) => ({ path, message: 'says nothing without jwtIssuer' }))
}
