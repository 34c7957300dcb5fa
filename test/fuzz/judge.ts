import { isDeepStrictEqual } from 'node:util'
import { feedOf } from '../../lambdas/recorder/feldera/events-feed.ts'
import type { Exchange } from '../../lambdas/recorder/feldera/http.ts'
import { observationOf } from '../../lambdas/recorder/feldera/schema.ts'
import { statusListOf } from '../../lambdas/recorder/feldera/status-list.ts'
import type { Case } from './answers.ts'
import { eventsSaid, pipelinesSaid } from './list-oracle.ts'
import { checkpointsSaid, type Refused } from './oracle.ts'
import { CANARY } from './words.ts'

/** The parsers under test. */
export interface Parsers {
  readonly checkpoints: typeof observationOf
  readonly pipelines: typeof statusListOf
  readonly events: typeof feedOf
}

export const PARSERS: Parsers = { checkpoints: observationOf, pipelines: statusListOf, events: feedOf }

export interface Judgement {
  /** What is wrong; undefined where nothing is. */
  readonly problem: string | undefined
  /** `taken`, or the reason of the refusal. */
  readonly outcome: string
  readonly ms: number
}

const LONGEST_DETAIL = 160

/** Whether the parser says of the answer what the oracle says, no more and no less. */
export function judge(parsers: Parsers, { question, answer }: Case): Judgement {
  const begun = performance.now()
  let said: Said
  try {
    said = saidBy(parsers, question, answer)
  } catch (error) {
    return {
      problem: `threw ${String(error).slice(0, 200)}`,
      outcome: 'thrown',
      ms: performance.now() - begun,
    }
  }
  const ms = performance.now() - begun
  const outcome = said.kind === 'taken' ? 'taken' : said.reason
  return { problem: problemIn(said, trueOf(question, answer)), outcome, ms }
}

type Said =
  | { readonly kind: 'taken'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly reason: string; readonly detail: string }

type True = { readonly kind: 'taken'; readonly value: unknown; readonly isLarge: boolean } | Refused

function saidBy(parsers: Parsers, question: Case['question'], answer: Exchange): Said {
  if (question === 'checkpoints') {
    const said = parsers.checkpoints(answer)
    return said.kind === 'listed' ? { kind: 'taken', value: said.checkpoints } : { ...said, kind: 'refused' }
  }
  if (question === 'pipelines') {
    const said = parsers.pipelines(answer)
    return said.kind === 'had' ? { kind: 'taken', value: said.pipelines } : { ...said, kind: 'refused' }
  }
  const said = parsers.events(answer)
  return said.kind === 'had' ? { kind: 'taken', value: said.lists } : { ...said, kind: 'refused' }
}

function trueOf(question: Case['question'], answer: Exchange): True {
  if (question === 'checkpoints') {
    const said = checkpointsSaid(answer)
    return said.kind === 'refused' ? said : { kind: 'taken', value: said.checkpoints, isLarge: said.isLarge }
  }
  const said = question === 'pipelines' ? pipelinesSaid(answer) : eventsSaid(answer)
  return said.kind === 'refused' ? said : { kind: 'taken', value: said.entries, isLarge: said.isLarge }
}

function problemIn(said: Said, truth: True): string | undefined {
  if (said.kind === 'refused' && (said.detail.length > LONGEST_DETAIL || said.detail.includes(CANARY)))
    return `a detail that repeats the body or is long: ${said.detail.slice(0, 200)}`
  if (truth.kind === 'refused') {
    if (said.kind === 'taken')
      return `taken, where ${truth.reasons.join(' or ')} is right: ${shown(said.value)}`
    return isReason(said.reason, truth.reasons)
      ? undefined
      : `${said.reason}, where ${truth.reasons.join(' or ')} is right`
  }
  if (said.kind === 'refused')
    return truth.isLarge
      ? undefined
      : `${said.reason} (${said.detail}), where it is to be read: ${shown(truth.value)}`
  const [a, b] = [withoutDetails(said.value), withoutDetails(truth.value)]
  return isDeepStrictEqual(a, b) ? undefined : `read ${shown(a)}, where it says ${shown(b)}`
}

/** `-x` is any but x. */
function isReason(reason: string, right: readonly string[]): boolean {
  if (right.length === 0) return true
  if (right.every((one) => one.startsWith('-'))) return !right.includes(`-${reason}`)
  return right.includes(reason)
}

/** Lists within lists are refused for the reasons of lists; only the words differ. */
function withoutDetails(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value.map((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('details' in entry)) return entry
    const { details } = entry
    if (typeof details !== 'object' || details === null || !('kind' in details)) return entry
    return details.kind === 'listed' ? entry : { ...entry, details: 'refused' }
  })
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 600 ? `${text.slice(0, 600)}…` : text
}
