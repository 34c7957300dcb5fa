import type { ArchiveReader } from '../archive/archive.ts'
import { canonicalJson, sha256Hex } from '../domain/canonical.ts'
import type { Instant } from '../domain/instant.ts'
import { splitLedger } from '../domain/ledger-name.ts'
import { isPattern, matchesPattern } from '../domain/pattern.ts'
import { DEFAULT_POLICY } from '../domain/policy.ts'
import { describePolicy } from '../domain/policy-text.ts'
import type { InForce } from '../domain/report/pipeline-figures.ts'
// What a configuration means is decided in one place, for those who run by it and for those who report it.
import { type Configuration, longestLockMs, policyFor } from '../recorder/configuration/configuration.ts'
import { parseConfiguration } from '../recorder/configuration/parse-configuration.ts'

/** A configuration and since when a shard ran with it; until the next one's `since`. */
export interface Reign {
  readonly shard: string
  /** SHA-256 of its bytes. */
  readonly hash: string
  readonly since: Instant
}

/** A shard's configurations, the one in force first; `undefined` stands for one that is not kept, or cannot be read any more. */
export type Reigns = readonly (Reign & { readonly configuration: Configuration | undefined })[]

/** Reads the configurations that the reigns name, each once. Throws where one is kept under a hash that is not its own. */
export async function readReigns(
  archive: Pick<ArchiveReader, 'get'>,
  shards: readonly (readonly Reign[])[],
): Promise<readonly Reigns[]> {
  const known = new Map<string, Configuration | undefined>()
  for (const { hash } of shards.flat()) {
    if (!known.has(hash)) known.set(hash, await configurationOf(archive, hash))
  }
  return shards.map((reigns) => reigns.map((one) => ({ ...one, configuration: known.get(one.hash) })))
}

async function configurationOf(
  archive: Pick<ArchiveReader, 'get'>,
  hash: string,
): Promise<Configuration | undefined> {
  const name = `configurations/${hash}`
  const bytes = await archive.get(name)
  if (bytes === undefined) return undefined
  if (sha256Hex(bytes) !== hash) throw new Error(`${name}: other bytes are kept under this hash`)
  const parsed = parseConfiguration(Buffer.from(bytes).toString('utf8'))
  return parsed.kind === 'valid' ? parsed.configuration : undefined
}

/** The policy of a pipeline, by the shard that watches it; of one that none does, when that began. */
export function inForceFor(shards: readonly Reigns[], pipeline: string): InForce {
  const watching = shards.find(
    ([newest]) => newest !== undefined && names(newest.configuration, pipeline) === true,
  )
  const reigns = watching ?? shards[0] ?? []
  const [newest] = reigns
  if (newest === undefined)
    return { policy: null, since: null, configuration: null, watched: null, unwatchedAt: null }
  const { configuration, hash } = newest
  if (configuration === undefined)
    return { policy: null, since: null, configuration: hash, watched: null, unwatchedAt: null }
  if (watching === undefined) {
    const left = reigns.findIndex((one) => names(one.configuration, pipeline) !== false)
    const unwatchedAt = (left === -1 ? reigns.at(-1) : reigns[left - 1])?.since ?? null
    return { policy: null, since: null, configuration: hash, watched: false, unwatchedAt }
  }
  const [source, name] = splitLedger(pipeline)
  const policy = policyFor(configuration, source, name)
  const text = canonicalJson(describePolicy(policy))
  const other = reigns.findIndex(
    (one) =>
      one.configuration === undefined ||
      names(one.configuration, pipeline) !== true ||
      canonicalJson(describePolicy(policyFor(one.configuration, source, name))) !== text,
  )
  const since = (other === -1 ? reigns.at(-1) : reigns[other - 1])?.since ?? null
  return { policy, since, configuration: hash, watched: true, unwatchedAt: null }
}

/** The longest that a configuration in force wants its record locked; as without any configuration where none can be read. */
export function lockForMs(shards: readonly Reigns[]): number {
  const readable = shards.flatMap(([newest]) => newest?.configuration ?? [])
  return readable.length === 0 ? DEFAULT_POLICY.lockForMs : Math.max(...readable.map(longestLockMs))
}

/** The pipelines that the configurations in force name, without their patterns: `source/name`. */
export function namedIn(shards: readonly Reigns[]): readonly string[] {
  return shards.flatMap(([newest]) =>
    (newest?.configuration?.sources ?? []).flatMap((source) =>
      source.pipelines.filter((name) => !isPattern(name)).map((name) => `${source.name}/${name}`),
    ),
  )
}

function names(configuration: Configuration | undefined, pipeline: string): boolean | undefined {
  const [source, name] = splitLedger(pipeline)
  return configuration?.sources.some(
    (one) => one.name === source && one.pipelines.some((pattern) => matchesPattern(pattern, name)),
  )
}
