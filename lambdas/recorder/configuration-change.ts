import type { Archive } from '../archive/archive.ts'
import type { Clock } from '../domain/clock.ts'
import type { LedgerEvent } from '../domain/event.ts'
import { optionalTextIn } from '../domain/event-data.ts'
import { errorText } from '../domain/log-line.ts'
import { severityOf } from '../domain/policy.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { newestWith } from '../ledger/search.ts'
import { longestLockMs } from './configuration/configuration.ts'
import type { RecorderLog } from './log.ts'
import type { RunOptions } from './run.ts'

interface Ports {
  readonly ledger: Ledger
  readonly archive: Archive
  readonly clock: Clock
  readonly log: RecorderLog
}

/** What is known of the configuration in force, once its bytes are kept. */
export interface InForce {
  /** SHA-256 of the bytes; null where they could not be kept: the next run tries again. */
  readonly hash: string | null
  readonly events: readonly LedgerEvent[]
}

/**
 * Keeps the bytes of a configuration that is new to this shard, and says what it follows, so that the policy in force at any
 * time can be proven. `known`: what the overview remembers; where that is the same, nothing is read or written.
 */
export async function configurationInForce(
  { ledger, archive, clock, log }: Ports,
  { configuration, configurationHash: hash, configurationBytes, shard }: RunOptions,
  known: string | null,
): Promise<InForce> {
  if (known === hash) return { hash, events: [] }
  try {
    await archive.put(`configurations/${hash}`, configurationBytes, {
      contentType: 'application/json',
      lockUntilMs: clock.now() + longestLockMs(configuration),
    })
  } catch (error) {
    log({ name: 'configuration-not-kept', hash, error: errorText(error) })
    return { hash: null, events: [] }
  }
  const before = await hashBefore(ledger, `recorder/${shard}`)
  // The first run of a shard follows nothing: its own entry names what it ran with.
  if (before === null || before === hash) return { hash, events: [] }
  const kind = 'configuration-changed'
  // It is about all pipelines: the general policy decides, the one that is new.
  const severity = severityOf(configuration.policy, kind)
  return { hash, events: [{ kind, severity, data: { from: before, to: hash } }] }
}

/** With which configuration the newest recorded run was made. */
async function hashBefore(ledger: Ledger, name: string): Promise<string | null> {
  const head = await ledger.head(name)
  const run =
    head === undefined ? undefined : await newestWith(ledger, name, ['run-completed'], head.entry.seq)
  const event = run?.entry.events.find(({ kind }) => kind === 'run-completed')
  return event === undefined ? null : optionalTextIn(event, 'configuration')
}
