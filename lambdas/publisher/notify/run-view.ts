import type { Entry } from '../../domain/entry.ts'
import type { EventData } from '../../domain/event.ts'
import { isMembers, optionalTextIn } from '../../domain/event-data.ts'
import { announcementsOf } from '../../domain/telling/announcement.ts'
import type { SourceView } from '../../domain/telling/storm.ts'
import type { RunView } from '../../ledger/outbox/outbox.ts'

/** What the entry says of its run as a whole; undefined where it is not the run's own. */
export function runViewIn(entry: Entry): RunView | undefined {
  const run = entry.events.find(({ kind }) => kind === 'run-completed' || kind === 'stores-checked')
  if (run === undefined) return undefined
  const ofPipelines = Number(optionalTextIn(run, 'announcements') ?? '0')
  const sources = run.data['sources']
  return {
    // It counts those of the pipelines, or of their stores; what it says itself comes with it.
    announcements: ofPipelines + announcementsOf(entry).length,
    sources: Array.isArray(sources) ? sources.flatMap(sourceIn) : [],
  }
}

/** The last of a long list only says how many more there are. */
function sourceIn(item: EventData): readonly SourceView[] {
  if (!isMembers(item)) return []
  const { source, watched, unobservable } = item
  if (typeof source !== 'string' || typeof watched !== 'string' || typeof unobservable !== 'string') return []
  return [{ source, watched: Number(watched), unobservable: Number(unobservable) }]
}
