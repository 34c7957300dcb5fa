import type { Format } from '../domain/comparing/format-change.ts'
import { optionalTextIn } from '../domain/event-data.ts'
import { type Instant, unixMs } from '../domain/instant.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { entriesWith } from '../ledger/search.ts'

/** Whether fingerprints of the source were found to be written in this form lately. */
export type WasFormat = (source: string, format: Format) => Promise<boolean>

// Who was not seen when the others changed is seen within a day, or people look at it anyway.
const LATELY_MS = 86_400_000

/**
 * What the runs of this shard have told of changed forms within the last day: a pipeline that was not seen in that run, or starts later with
 * the same version, is no news of its own. Nothing is read before somebody asks, and then once.
 */
export function formerFormats(ledger: Ledger, shard: string, now: Instant): WasFormat {
  let told: Promise<ReadonlySet<string>> | undefined
  return async (source, format) => {
    told ??= toldLately(ledger, `recorder/${shard}`, now)
    return (await told).has(JSON.stringify([source, format]))
  }
}

async function toldLately(ledger: Ledger, name: string, now: Instant): Promise<ReadonlySet<string>> {
  const kind = 'fingerprint-format-changed'
  const told = new Set<string>()
  const head = await ledger.head(name)
  for await (const { entry } of entriesWith(ledger, name, [kind], head?.entry.seq ?? 0)) {
    if (unixMs(now) - unixMs(entry.at) > LATELY_MS) break
    for (const event of entry.events)
      if (event.kind === kind)
        told.add(JSON.stringify([optionalTextIn(event, 'source'), optionalTextIn(event, 'format')]))
  }
  return told
}
