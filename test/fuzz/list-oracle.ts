import type { Exchange } from '../../lambdas/recorder/feldera/http.ts'
import type { Json } from './json-reader.ts'
import { hasHalfPair, integerSaid, jsonSaid, listSaid, type Refused, type Told, uuidSaid } from './oracle.ts'
import { timeSaid } from './time-oracle.ts'

type Details = Refused | { readonly kind: 'listed'; readonly checkpoints: readonly Told[] }

/** A pipeline of the list, under the product's names; what cannot be read is as good as not said. */
export interface ToldPipeline {
  readonly name: string
  readonly id: string
  readonly deploymentId?: string
  readonly deploymentStatus?: string
  readonly statusSince?: string
  readonly storageStatus?: string
  readonly programVersion?: string
  readonly platformVersion?: string
  readonly details?: Details
}

/** One event of the feed. */
export interface ToldEvent {
  readonly recordedAt: string
  readonly status?: string
  readonly storageStatus?: string
  readonly checkpoints?: readonly Told[]
}

export type ListVerdict<Entry> =
  | Refused
  | { readonly kind: 'had'; readonly entries: readonly Entry[]; readonly isLarge: boolean }

/** What the answer to `GET /v0/pipelines?selector=status` says. */
export function pipelinesSaid(answer: Exchange): ListVerdict<ToldPipeline> {
  return entriesSaid(answer, pipelineSaid)
}

/** What the answer to `GET …/events?selector=all` says, oldest first, by our clock as far as its `Date` tells of the difference. */
export function eventsSaid(answer: Exchange): ListVerdict<ToldEvent> {
  const said = entriesSaid(answer, eventSaid)
  if (said.kind === 'refused' || answer.kind === 'incomplete') return said
  const entries = said.entries.map((entry) => ({
    ...entry,
    recordedAt: byOurClock(entry.recordedAt, answer),
  }))
  return { ...said, entries: entries.toSorted((a, b) => Date.parse(a.recordedAt) - Date.parse(b.recordedAt)) }
}

function byOurClock(recordedAt: string, answer: Extract<Exchange, { kind: 'answered' }>): string {
  const aheadMs = Date.parse(answer.headers['date'] ?? '') - Date.parse(answer.receivedAt)
  const corrected = Date.parse(recordedAt) - aheadMs
  const isCorrected = Math.abs(aheadMs) > 2_000 && corrected >= 0 && corrected < Date.UTC(10_000, 0)
  return isCorrected ? new Date(corrected).toISOString() : recordedAt
}

function entriesSaid<Entry>(
  answer: Exchange,
  said: (members: ReadonlyMap<string, Json>) => Entry | undefined,
): ListVerdict<Entry> {
  const json = jsonSaid(answer)
  if (json.kind === 'refused') return json
  const malformed: Refused = { kind: 'refused', reasons: ['malformed'] }
  if (json.value.kind !== 'array') return malformed
  const entries = json.value.items.map((item) => (item.kind === 'object' ? said(item.members) : undefined))
  return entries.every((entry) => entry !== undefined)
    ? { kind: 'had', entries, isLarge: json.isLarge }
    : malformed
}

function pipelineSaid(members: ReadonlyMap<string, Json>): ToldPipeline | undefined {
  const name = members.get('name')
  const id = uuidSaid(members.get('id'))
  if (name?.kind !== 'string' || name.text === '' || hasHalfPair(name.text) || id === undefined)
    return undefined
  const since = timeSaid(members.get('deployment_status_since'))
  return present({
    name: name.text,
    id,
    deploymentId: uuidSaid(members.get('deployment_id')),
    deploymentStatus: wordSaid(members.get('deployment_status')),
    statusSince: since === undefined ? undefined : new Date(since).toISOString(),
    storageStatus: wordSaid(members.get('storage_status')),
    programVersion: integerSaid(members.get('program_version')),
    platformVersion: wordSaid(members.get('platform_version')),
    details: detailsSaid(members),
  })
}

function eventSaid(members: ReadonlyMap<string, Json>): ToldEvent | undefined {
  const at = timeSaid(members.get('recorded_at'))
  if (at === undefined) return undefined
  const runtime = wordSaid(members.get('deployment_runtime_status'))
  const details = detailsSaid(members)
  return present({
    recordedAt: new Date(at).toISOString(),
    status: runtime ?? wordSaid(members.get('deployment_resources_status')),
    storageStatus: wordSaid(members.get('storage_status')),
    checkpoints: details?.kind === 'listed' ? details.checkpoints : undefined,
  })
}

function detailsSaid(members: ReadonlyMap<string, Json>): Details | undefined {
  const details = members.get('storage_status_details')
  const list = details?.kind === 'object' ? details.members.get('checkpoints') : undefined
  return list === undefined || list.kind === 'null' ? undefined : listSaid(list)
}

/** A text of 1 to 64 UTF-16 units. */
function wordSaid(value: Json | undefined): string | undefined {
  return value?.kind === 'string' &&
    value.text.length > 0 &&
    value.text.length <= 64 &&
    !hasHalfPair(value.text)
    ? value.text
    : undefined
}

/** Without what was not said. */
function present<Entry extends object>(entry: { readonly [K in keyof Entry]: Entry[K] | undefined }): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as Entry
}
