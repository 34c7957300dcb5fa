import { parseUuid, type Uuid } from '../../domain/checkpoint.ts'
import { type ExactJson, type ExactMembers, isMembers } from '../../domain/exact-json.ts'
import { parseInstant } from '../../domain/instant.ts'
import type { Observation } from '../../domain/observation.ts'
import type { ListedPipeline } from '../../domain/standing.ts'
import { u64In } from '../../domain/u64.ts'
import { type SourceList, TOLD_BY_LIST, type ToldByList } from '../source-client.ts'
import type { Exchange } from './http.ts'
import { notHad, unobservable, unobservableBy } from './reason.ts'
import { jsonOf, listIn } from './schema.ts'

const MAX_WORD = 64

/** What the answer to `GET /v0/pipelines?selector=status` says (FELDERA §4.4). Total, as `observationOf`. */
export function statusListOf(outcome: Exchange): SourceList['list'] {
  if (outcome.kind === 'incomplete' || outcome.status !== 200) return notHad(unobservableBy(outcome))
  const json = jsonOf(outcome.headers['content-type'], outcome.body)
  if (json.kind === 'unobservable') return notHad(json)
  const rows = Array.isArray(json.value) ? json.value : [undefined]
  const pipelines = rows.map(pipelineIn)
  if (!pipelines.every((one) => one !== undefined))
    return notHad(unobservable('malformed', 'the answer is no list of pipelines'))
  const lacks = lackedBy(rows)
  return { kind: 'had', pipelines, ...(lacks.length === 0 ? {} : { lacks }) }
}

/** What no row has, not even as null: an older server does not say it. Of an empty list nobody can tell. */
function lackedBy(rows: readonly (ExactJson | undefined)[]): readonly ToldByList[] {
  return TOLD_BY_LIST.filter(
    (member) => rows.length > 0 && rows.every((row) => membersOf(row)[member] === undefined),
  )
}

/**
 * Strict about what identifies a pipeline; of everything else, what cannot be read is as good as not said. By hand: a schema took twice as
 * long for a row as the poll of its pipeline has for all its rules.
 */
function pipelineIn(row: ExactJson | undefined): ListedPipeline | undefined {
  const said = membersOf(row)
  const [name, id] = [textIn(said['name']), uuidIn(said['id'])]
  if (name === undefined || id === undefined) return undefined
  const deploymentId = uuidIn(said['deployment_id'])
  const deploymentStatus = wordIn(said['deployment_status'])
  const statusSince = parseInstant(textIn(said['deployment_status_since']) ?? '')
  const details = detailsIn(membersOf(said['storage_status_details'])['checkpoints'])
  const storageStatus = wordIn(said['storage_status'])
  const programVersion = u64In(said['program_version'])
  const platformVersion = wordIn(said['platform_version'])
  const listed: { -readonly [key in keyof ListedPipeline]: ListedPipeline[key] } = { name, id }
  if (deploymentId !== undefined) listed.deploymentId = deploymentId
  if (deploymentStatus !== undefined) listed.deploymentStatus = deploymentStatus
  if (statusSince !== undefined) listed.statusSince = statusSince
  if (details !== undefined) listed.details = details
  if (storageStatus !== undefined) listed.storageStatus = storageStatus
  if (programVersion !== undefined) listed.programVersion = programVersion
  if (platformVersion !== undefined) listed.platformVersion = platformVersion
  return listed
}

const NOTHING: ExactMembers = {}

function membersOf(value: ExactJson | undefined): ExactMembers {
  return isMembers(value) ? value : NOTHING
}

function textIn(value: ExactJson | undefined): string | undefined {
  return typeof value === 'string' && value !== '' && value.isWellFormed() ? value : undefined
}

function wordIn(value: ExactJson | undefined): string | undefined {
  const text = textIn(value)
  return text === undefined || text.length > MAX_WORD ? undefined : text
}

function uuidIn(value: ExactJson | undefined): Uuid | undefined {
  return typeof value === 'string' ? parseUuid(value) : undefined
}

function detailsIn(checkpoints: ExactJson | undefined): Observation | undefined {
  return checkpoints === undefined || checkpoints === null ? undefined : listIn(checkpoints)
}
