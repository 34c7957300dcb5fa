import { DEFAULT_RETENTION } from '../../domain/copies/copy-retention.ts'
import { DEFAULT_POLICY } from '../../domain/policy.ts'
import {
  type Auth,
  type Configuration,
  type Match,
  merged,
  type SecretReference,
  type Source,
  type Store,
} from './configuration.ts'
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
  const problems = toldOnce([...twice, ...shape, ...brokenRules(json.value)])
  if (written.success && problems.length === 0)
    return { kind: 'valid', configuration: configured(written.data) }
  return { kind: 'invalid', problems }
}

/** A number may break several checks that are told in the same words. */
function toldOnce(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((one) => [JSON.stringify([one.path, one.message]), one])).values()]
}

function configured({ sources, policy, overrides, stores }: WrittenConfiguration): Configuration {
  return {
    sources: sources.map(sourceOf),
    policy: merged(DEFAULT_POLICY, policy ?? {}),
    overrides: (overrides ?? []).map(({ match, policy }) => ({ match: matchIn(match), policy })),
    stores: (stores ?? []).map(storeOf),
  }
}

function matchIn(text: string): Match {
  const [source = '', pipeline = ''] = text.split('/')
  return { source, pipeline }
}

// An hour is what a copy that is lost may stay unknown of, and a listing an hour costs a cent a month.
const VERIFY_EVERY_MS = 3_600_000

function storeOf(written: WrittenStore): Store {
  return {
    match: matchIn(written.match),
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
