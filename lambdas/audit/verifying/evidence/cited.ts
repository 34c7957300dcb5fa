import type { CheckpointMetadata } from '../../../domain/checkpoint.ts'
import type { Entry } from '../../../domain/entry.ts'
import { ENDINGS, isEnding, type LedgerEvent } from '../../../domain/event.ts'
import { checkpointIn, fieldsOf, isMembers } from '../../../domain/event-data.ts'
import { splitLedger } from '../../../domain/ledger-name.ts'
import type { Findings } from '../findings.ts'
import type { EvidenceLine } from './evidence-line.ts'
import type { EvidenceObjects } from './evidence-objects.ts'
import { listsIn, type ShownList } from './shown.ts'

/** Holds what an entry says against the answers that it was read from. */
export interface CitedEvidence {
  readonly check: (entry: Entry) => Promise<void>
  /** How many events were found in their evidence. */
  readonly found: () => number
}

const SHOWN = new Set(['checkpoint-recorded', 'checkpoint-reappeared'])
const CHANGED = new Set(['fingerprint-changed', 'metadata-changed'])
// What says something of a checkpoint has been read somewhere: without a citation it proves nothing.
const READ_FROM_AN_ANSWER = new Set<string>([...SHOWN, ...CHANGED, ...ENDINGS])

export function createCitedEvidence(objects: EvidenceObjects, findings: Findings): CitedEvidence {
  const parsed = new WeakMap<EvidenceLine, readonly ShownList[] | 'none'>()
  let found = 0

  /** What an answer shows of the pipeline; undefined where it is no list of checkpoints at all. */
  const shownBy = async (line: EvidenceLine, ledger: string): Promise<readonly ShownList[] | undefined> => {
    let lists = parsed.get(line)
    if (lists === undefined) {
      const body = await objects.bodyOf(line)
      lists = (body === undefined ? undefined : listsIn(body)) ?? 'none'
      parsed.set(line, lists)
    }
    if (lists === 'none') return undefined
    const [, name] = splitLedger(ledger)
    return line.pipeline === null ? lists.filter(({ pipeline }) => pipeline === name) : lists
  }

  /** All that the cited objects show of the pipeline, by whichever answer. */
  const allShown = async (entry: Entry): Promise<readonly ShownList[]> => {
    const all: ShownList[] = []
    for (const name of entry.evidence) {
      for (const line of (await objects.open(name))?.lines ?? [])
        if (line !== undefined && isAbout(line, entry.ledger))
          all.push(...((await shownBy(line, entry.ledger)) ?? []))
    }
    return all
  }

  const problemOf = async (entry: Entry, event: LedgerEvent): Promise<string | undefined> => {
    const line = await citedLine(objects, entry, event)
    if (typeof line === 'string') return line
    const lists = await shownBy(line, entry.ledger)
    if (SHOWN.has(event.kind) || CHANGED.has(event.kind)) {
      const said = saidIn(event, CHANGED.has(event.kind) ? 'to' : undefined)
      if (said === undefined) return 'does not say which checkpoint it is about'
      if (lists?.some((list) => shows(list, said))) return undefined
      // Where the answers of one poll differ, what most of them show is recorded, and the last one that shows it is cited.
      const all = await allShown(entry)
      if (all.some((list) => shows(list, said))) return undefined
      const isShown = all.some(({ checkpoints }) => checkpoints.has(said.uuid))
      if (isShown && isChangedBehind(entry, event, said)) return undefined
      return `no answer cited shows ${said.uuid} with these values`
    }
    if (!isEnding(event.kind) || lists === undefined) return undefined
    if (lists.length === 0 || lists.some((list) => lacks(list, event))) return undefined
    // One that came and went while it was looked at is cited from the answer that shows it: a later one lacks it.
    if ((await allShown(entry)).some((list) => lacks(list, event)) || isListedAgain(entry, event))
      return undefined
    return `every answer cited still lists ${String(event.uuid)}`
  }

  return {
    found: () => found,
    check: async (entry) => {
      const where = `${entry.ledger} ${entry.seq}`
      for (const name of entry.evidence)
        if ((await objects.open(name)) === undefined && !objects.isChecked(name))
          findings.broken(where, `cites evidence/${name}, which is not there`)
      for (const event of entry.events) {
        if (event.data['evidence'] === undefined && !READ_FROM_AN_ANSWER.has(event.kind)) continue
        const problem = await problemOf(entry, event)
        if (problem === undefined) found += 1
        else findings.broken(where, `${event.kind}: ${problem}`)
      }
    },
  }
}

/** The line that an event names, or why it names none. */
async function citedLine(
  objects: EvidenceObjects,
  entry: Entry,
  event: LedgerEvent,
): Promise<EvidenceLine | string> {
  const { evidence } = event.data
  if (!isMembers(evidence) || Object.keys(evidence).toSorted().join() !== 'line,object,sha256')
    return 'its evidence is no object, line and sha256'
  const { object, line: number, sha256 } = evidence
  if (typeof object !== 'string' || typeof number !== 'string' || !/^[1-9][0-9]{0,8}$/.test(number))
    return 'its evidence names no line'
  if (!entry.evidence.includes(object)) return `evidence/${object} is not among the entry’s evidence`
  const opened = await objects.open(object)
  const line = opened?.lines[Number(number) - 1]
  if (line === undefined) return `evidence/${object} has no line ${number} that can be read`
  if (line.sha256 !== sha256) return `the answer in line ${number} of evidence/${object} has another sha256`
  if (!isAbout(line, entry.ledger)) return `line ${number} of evidence/${object} is about another pipeline`
  return line
}

function isAbout({ source, pipeline }: EvidenceLine, ledger: string): boolean {
  const [ofSource, name] = splitLedger(ledger)
  return source === ofSource && (pipeline === null || pipeline === name)
}

function shows({ checkpoints }: ShownList, said: CheckpointMetadata): boolean {
  const shown = checkpoints.get(said.uuid)
  return shown !== undefined && sameFields(shown, said)
}

function sameFields(a: CheckpointMetadata, b: CheckpointMetadata): boolean {
  return JSON.stringify(fieldsOf(a)) === JSON.stringify(fieldsOf(b))
}

/** The checkpoint that an event speaks of; undefined where it names none, which only a forger's does. */
function saidIn(event: LedgerEvent, part: 'from' | 'to' | undefined): CheckpointMetadata | undefined {
  try {
    return checkpointIn(event, part)
  } catch {
    return undefined
  }
}

function lacks({ checkpoints }: ShownList, { uuid }: LedgerEvent): boolean {
  return uuid === undefined || !checkpoints.has(uuid)
}

/**
 * One that comes back with other values is said to be back as it was, and then to be changed; where an entry was full, the change
 * may stand in the next one.
 */
function isChangedBehind({ events, body }: Entry, event: LedgerEvent, said: CheckpointMetadata): boolean {
  if (event.kind !== 'checkpoint-reappeared') return false
  const isChanged = events.some((other) => {
    const from = CHANGED.has(other.kind) ? saidIn(other, 'from') : undefined
    return from !== undefined && from.uuid === said.uuid && sameFields(from, said)
  })
  return isChanged || body.length > ALMOST_FULL
}

// Of 60,000 bytes; another event has at most a few thousand.
const ALMOST_FULL = 50_000

/** What ends with its pipeline or storage may be pulled by the next one, which lists it again. */
function isListedAgain({ events }: Entry, { kind, uuid }: LedgerEvent): boolean {
  const isSame = (event: LedgerEvent): boolean => SHOWN.has(event.kind) && event.uuid === uuid
  return kind === 'checkpoint-cleared' && events.some(isSame)
}
