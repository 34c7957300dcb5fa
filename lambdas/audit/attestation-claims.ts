import { type CheckpointMetadata, parseUuid } from '../domain/checkpoint.ts'
import { parseInstant } from '../domain/instant.ts'
import { splitLedger } from '../domain/ledger-name.ts'
import type { Attestation, AttestedCheck, AttestedCheckpoint } from './attestation.ts'
import { bodyOf, holderOf, type Shown, shownBy } from './attestation-answers.ts'
import { entryName, type Held } from './attestation-held.ts'
import { meanwhileFindings } from './attestation-meanwhile.ts'
import { isSuspectedIn, type Run, runIn, sawOf } from './attestation-runs.ts'
import { isSame, saidIn } from './attestation-said.ts'
import type { Finding, Report } from './report.ts'

/** Whether what an attestation says follows from what it holds. */
export function claimsOf(attestation: Attestation, held: Held): Report {
  const { pipeline, before, after } = attestation
  const first = checkIn(held, pipeline, before)
  const second = after === null ? undefined : checkIn(held, pipeline, after)
  const broken: Finding[] = [
    ...findingsIn('before', first),
    ...findingsIn('after', second),
    ...timesIn(attestation),
  ]
  const unproven: string[] = []
  if (!('problem' in first)) {
    broken.push(...listedFindings(attestation, first.shown))
    for (const [i, one] of attestation.listed.entries()) {
      const stands = statedFindings(held, pipeline, one)
      broken.push(...stands.broken.map((what) => ({ where: `listed.${i}`, what })))
      unproven.push(...stands.unproven)
    }
    if (isSuspectedIn(first.run, pipeline))
      unproven.push(
        `${entryName(before)}: its answers contradicted what was recorded, and were not confirmed`,
      )
  }
  broken.push(...meanwhileFindings(attestation, held), ...surplus(attestation, held))
  const proven =
    'problem' in first || (second !== undefined && 'problem' in second) ? [] : words(attestation, second)
  return { broken, unproven, proven }
}

interface Proven {
  readonly shown: Shown
  readonly run: Run
}

/** The answer of a check, read from the evidence that its run cites. */
function checkIn(held: Held, pipeline: string, check: AttestedCheck): Proven | { readonly problem: string } {
  const entry = held.entries.get(entryName(check))
  if (entry === undefined) return { problem: `the entry ${entryName(check)} is not in the file` }
  const run = runIn(entry)
  if (run === undefined) return { problem: `${entryName(check)} is no run` }
  if (!entry.evidence.includes(check.object))
    return { problem: `${entryName(check)} does not cite ${check.object}` }
  const kept = held.answers.get(check.object)?.[Number(check.line) - 1]
  if (kept === undefined) return { problem: `line ${check.line} of ${check.object} is not in the file` }
  const [source, name] = splitLedger(pipeline)
  const holder = holderOf(kept)
  const body = bodyOf(kept, holder === undefined ? [] : (held.answers.get(holder) ?? []))
  if (body === undefined)
    return { problem: `line ${check.line} of ${check.object}: the body is not there, or has another hash` }
  const shown = shownBy(kept, body, { source, name })
  if (shown === undefined)
    return { problem: `line ${check.line} of ${check.object} is no complete answer that shows ${pipeline}` }
  if (shown.receivedAt !== check.received_at) return { problem: `was received at ${shown.receivedAt}` }
  if (shown.receivedAt < run.startedAt || shown.receivedAt > entry.at)
    return { problem: `was received at ${shown.receivedAt}, outside of its run` }
  const saw = sawOf(run, pipeline)
  if (saw === 'not-seen') return { problem: `${entryName(check)} says that it did not see ${pipeline}` }
  if (saw === 'unsaid' && shown.by === 'list')
    return { problem: `${entryName(check)} does not say that it saw ${pipeline}` }
  return { shown, run }
}

function findingsIn(
  where: string,
  check: Proven | { readonly problem: string } | undefined,
): readonly Finding[] {
  return check !== undefined && 'problem' in check ? [{ where, what: check.problem }] : []
}

function timesIn({ at, before, after }: Attestation): readonly Finding[] {
  const found: Finding[] = []
  if (parseInstant(at) !== at) found.push({ where: 'at', what: 'is no time' })
  if (before.received_at > at) found.push({ where: 'before', what: `was received after ${at}` })
  if (after !== null && after.received_at <= at)
    found.push({ where: 'after', what: `was not received after ${at}` })
  return found
}

/** The list of the answer and the one that is attested must be one. */
function listedFindings({ listed }: Attestation, { checkpoints }: Shown): readonly Finding[] {
  const isOne =
    listed.length === checkpoints.length &&
    listed.every((one, i) => {
      const [attested, shown] = [metadataOf(one), checkpoints[i]]
      return (
        attested !== undefined && shown !== undefined && attested.uuid === one.uuid && isSame(attested, shown)
      )
    })
  return isOne ? [] : [{ where: 'listed', what: 'is not the list of the answer before' }]
}

/** That the ledger has the checkpoint, and says of it what the answer says. */
function statedFindings(
  held: Held,
  pipeline: string,
  one: AttestedCheckpoint,
): { readonly broken: readonly string[]; readonly unproven: readonly string[] } {
  if (one.recorded === null)
    return { broken: [], unproven: [`${one.uuid}: was listed, and was never recorded`] }
  const recording = held.entries.get(entryName(one.recorded))
  if (recording === undefined || recording.ledger !== pipeline)
    return {
      broken: [`the entry ${entryName(one.recorded)} is not in the file, or of another ledger`],
      unproven: [],
    }
  if (!recording.events.some(({ kind, uuid }) => kind === 'checkpoint-recorded' && uuid === one.uuid))
    return { broken: [`${entryName(recording)} does not record ${one.uuid}`], unproven: [] }
  if (one.stated === null)
    return { broken: [], unproven: [`${one.uuid}: no entry says of it what was listed`] }
  const stating = held.entries.get(entryName(one.stated))
  if (stating === undefined || stating.ledger !== pipeline || stating.seq < recording.seq)
    return {
      broken: [`the entry ${entryName(one.stated)} is not in the file, or of another ledger`],
      unproven: [],
    }
  const attested = metadataOf(one)
  const isStated = stating.events.some((event) => {
    const said = event.uuid === one.uuid ? saidIn(event) : undefined
    return said !== undefined && attested !== undefined && isSame(said, attested)
  })
  return isStated
    ? NOTHING
    : { broken: [`${entryName(stating)} says other things of ${one.uuid}`], unproven: [] }
}

const NOTHING = { broken: [], unproven: [] }

function metadataOf({
  recorded: _recorded,
  stated: _stated,
  uuid,
  ...fields
}: AttestedCheckpoint): CheckpointMetadata | undefined {
  const parsed = parseUuid(uuid)
  return parsed === undefined ? undefined : ({ ...fields, uuid: parsed } as CheckpointMetadata)
}

/** What is in the file without being needed would seem to be proven of the pipeline. */
function surplus(
  { before, after, listed, meanwhile, pipeline }: Attestation,
  held: Held,
): readonly Finding[] {
  const checks = after === null ? [before] : [before, after]
  const stated = listed
    .flatMap(({ recorded, stated }) => [recorded, stated])
    .filter((place) => place !== null)
  const entries = new Set(
    [...checks, ...stated, ...meanwhile.map((seq) => ({ ledger: pipeline, seq }))].map(entryName),
  )
  const objects = new Set(
    checks.flatMap(({ object, line }) => [object, holderIn(held, object, Number(line) - 1) ?? object]),
  )
  return [
    ...[...held.entries.keys()]
      .filter((name) => !entries.has(name))
      .map((where) => ({ where, what: 'nothing refers to it' })),
    ...[...held.answers.keys()]
      .filter((name) => !objects.has(name))
      .map((name) => ({ where: `evidence ${name}`, what: 'nothing refers to it' })),
  ]
}

function holderIn({ answers }: Held, object: string, index: number): string | undefined {
  const kept = answers.get(object)?.[index]
  return kept === undefined ? undefined : holderOf(kept)
}

function words(
  { pipeline, at, listed, before, after, meanwhile }: Attestation,
  second: Proven | { readonly problem: string } | undefined,
): readonly string[] {
  const uuids = listed.map(({ uuid }) => uuid)
  const last = `${pipeline} at ${at}: ${uuids.length === 0 ? 'nothing' : uuids.join(', ')} listed, as it answered at ${before.received_at}`
  if (after === null || second === undefined || 'problem' in second)
    return [
      last,
      `no later answer is in the log of this size: nothing is said of the time after ${before.received_at}`,
    ]
  const then = second.shown.checkpoints.map(({ uuid }) => uuid as string)
  const [gone, come] = [
    uuids.filter((uuid) => !then.includes(uuid)),
    then.filter((uuid) => !uuids.includes(uuid)),
  ]
  const changes = [
    ...(gone.length > 0 ? [`no longer ${gone.join(', ')}`] : []),
    ...(come.length > 0 ? [`newly ${come.join(', ')}`] : []),
  ]
  const next = `the next answer, at ${after.received_at}, listed ${changes.length === 0 ? 'the same' : changes.join(' and ')}`
  return [
    last,
    next,
    `entries of ${pipeline} meanwhile: ${meanwhile.length === 0 ? 'none' : meanwhile.join(', ')}`,
  ]
}
