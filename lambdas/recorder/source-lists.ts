import type { Citation } from '../domain/citation.ts'
import type { Instant } from '../domain/instant.ts'
import { errorText } from '../domain/log-line.ts'
import { type ListedPipeline, type Standing, UNKNOWN } from '../domain/standing.ts'
import { clockAheadMs } from './answering-clock.ts'
import type { Source } from './configuration/configuration.ts'
import type { EvidenceBatch } from './evidence-batch.ts'
import type { RecorderLog } from './log.ts'
import type { SourceClient, SourceList } from './source-client.ts'

/** One answer of a source's list, on its way to the archive. */
export interface KeptList extends Pick<SourceList, 'list'> {
  /** Where it is kept; undefined where it could not be. Never rejects. */
  readonly cited: Promise<Citation | undefined>
  /** When it was asked for; null where nothing was. */
  readonly askedAt: Instant | null
  /** Whether there was anything to keep: without credentials nothing is asked. */
  readonly answered: boolean
  /** How far its answer says that the source's clock is ahead of ours. */
  readonly clockAheadMs: number
  /** The pipelines of the list by their names: every pipeline of a source looks for its own. */
  readonly named: ReadonlyMap<string, ListedPipeline>
}

/** What the list says of the pipeline of this name, which had this id when it was last listed. */
export function standingOf(
  { list, named: byName }: Pick<KeptList, 'list' | 'named'>,
  name: string,
  epoch: string | null,
): Standing {
  if (list.kind === 'not-had') return UNKNOWN
  const named = byName.get(name)
  if (named !== undefined) return { kind: 'present', pipeline: named }
  const renamed = list.pipelines.find(({ id }) => id === epoch)
  return renamed === undefined ? { kind: 'absent' } : { kind: 'renamed', to: renamed.name, id: renamed.id }
}

export interface ListPorts {
  readonly feldera: SourceClient
  readonly evidence: EvidenceBatch
  readonly log: RecorderLog
}

/** Asks for a source's list and sees to it that the answer is kept. What cannot be kept is logged; the polls go on. */
export async function askList(
  { feldera, evidence, log }: ListPorts,
  source: Source,
  lockForMs: number,
): Promise<KeptList> {
  const { answers, list } = await feldera.listPipelines(source)
  const cited = evidence.keep({ source: source.name, pipeline: null }, answers, lockForMs).then(
    (citations) => citations.at(-1),
    (error: unknown) => {
      log({ name: 'list-not-kept', source: source.name, error: errorText(error) })
      return undefined
    },
  )
  const last = answers.at(-1)
  return {
    list,
    cited,
    askedAt: last?.requestedAt ?? null,
    answered: answers.length > 0,
    clockAheadMs: clockAheadMs(last),
    named: byName(list),
  }
}

/** Of two of one name, which no source has, the first counts. */
function byName(list: SourceList['list']): ReadonlyMap<string, ListedPipeline> {
  const pipelines = list.kind === 'had' ? list.pipelines : []
  return new Map(pipelines.toReversed().map((pipeline) => [pipeline.name, pipeline]))
}
