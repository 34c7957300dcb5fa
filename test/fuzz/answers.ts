import { instant } from '../../lambdas/domain/instant.ts'
import type { Exchange } from '../../lambdas/recorder/feldera/http.ts'
import { type Chance, chanceOf } from '../simulation/chance.ts'
import { bodyOf, type Question } from './bodies.ts'
import { CHANGES } from './changes.ts'
import { SPOILS } from './spoiling.ts'
import { written } from './tree.ts'
import { CANARY } from './words.ts'

/** One answer to one question, and what was done to it. */
export interface Case {
  readonly question: Question
  readonly category: string
  readonly answer: Exchange
}

const AT = instant(Date.UTC(2026, 10, 1))
const JSON_TYPE = 'application/json'

export function answer(
  body: Uint8Array,
  type: string | undefined = JSON_TYPE,
  status = 200,
  date?: string,
): Exchange {
  const headers = { ...(type !== undefined && { 'content-type': type }), ...(date !== undefined && { date }) }
  return { kind: 'answered', status, headers, body, requestedAt: AT, receivedAt: AT }
}

/** The case of a number: the same on every machine. */
export function caseOf(number: number): Case {
  const chance = chanceOf(number)
  const question = chance.pick(['checkpoints', 'checkpoints', 'checkpoints', 'pipelines', 'events'] as const)
  const way = chance.whole(0, 19)
  if (way === 0) return { question, ...otherHead(question, chance) }
  if (way === 1) return { question, category: 'an error', answer: errorAnswer(chance) }
  const { category, body } = bodyCase(question, chance)
  return {
    question,
    category,
    answer: answer(body, JSON_TYPE, 200, question === 'events' ? date(chance) : undefined),
  }
}

function bodyCase(question: Question, chance: Chance): { readonly category: string; readonly body: Buffer } {
  const valid = bodyOf(question, chance)
  const what = chance.whole(0, 9)
  if (what === 0) return { category: 'nothing', body: textOf(valid, chance) }
  if (what <= 5) {
    const name = chance.pick(Object.keys(CHANGES))
    return { category: name, body: textOf(CHANGES[name]?.(valid, chance) ?? valid, chance) }
  }
  if (what <= 8) {
    const name = chance.pick(Object.keys(SPOILS))
    const body = textOf(valid, chance)
    return { category: name, body: SPOILS[name]?.(body, chance) ?? body }
  }
  const changes = Array.from({ length: chance.whole(2, 4) }, () => chance.pick(Object.values(CHANGES)))
  const body = textOf(
    changes.reduce((tree, change) => change(tree, chance), valid),
    chance,
  )
  const spoils = Array.from({ length: chance.whole(0, 2) }, () => chance.pick(Object.values(SPOILS)))
  return { category: 'several', body: spoils.reduce((spoilt, spoil) => spoil(spoilt, chance), body) }
}

function textOf(tree: Parameters<typeof written>[0], chance: Chance): Buffer {
  const style = chance.whole(0, 9)
  if (style <= 6) return Buffer.from(written(tree, () => ''))
  // Rarely a white space that is none for JSON.
  const odd = style === 9 && chance.happens(0.3) ? ['\f', '\u00a0', '\u2028', '\ufeff', '\u0000'] : []
  const spaces = ['', '', '', '', '', '', '', ' ', '\n', '\t', '\r', '  ']
  return Buffer.from(
    written(tree, () => (chance.happens(0.02) ? chance.pick([...spaces, ...odd]) : chance.pick(spaces))),
  )
}

const TYPES = [
  ['application/json; charset=utf-8', 'APPLICATION/JSON', ' application/json ;x'],
  ['application/problem+json', 'application/vnd.x+json'],
  ['text/html', 'text/plain', 'text/json', 'application/jsonp', 'application/json5'],
  ['application/x-ndjson', '', 'json', '*/*'],
  ['text/html; application/json', 'text/html, application/json', 'application/json-seq'],
  ['application/ json', 'application/xml'],
].flat()

function otherHead(question: Question, chance: Chance): Omit<Case, 'question'> {
  const body = textOf(bodyOf(question, chance), chance)
  if (chance.happens(0.5)) {
    const type = chance.happens(0.1) ? undefined : chance.pick(TYPES)
    const { headers: _, ...rest } = answer(body) as Extract<Exchange, { kind: 'answered' }>
    return {
      category: 'another content type',
      answer: { ...rest, headers: type === undefined ? {} : { 'content-type': type } },
    }
  }
  const status = chance.pick([
    0, 100, 199, 201, 202, 203, 204, 206, 226, 300, 301, 302, 304, 307, 400, 404, 418, 500, 503, 599, 999,
  ])
  return { category: 'another status', answer: answer(body, JSON_TYPE, status) }
}

const CODES = [
  ['PipelineInteractionNotDeployed', 'UnknownPipelineName', 'PipelineUnavailable', 'StorageError'],
  ['AuthenticationFailed', CANARY],
  ['', '__proto__', 'toString', 'pipelineinteractionnotdeployed', 'UnknownPipelineName '],
].flat()

function errorAnswer(chance: Chance): Exchange {
  if (chance.happens(0.1)) {
    const reason = chance.pick(['timeout', 'network', 'truncated', 'too-large', 'malformed'] as const)
    return { kind: 'incomplete', reason, detail: 'why', requestedAt: AT }
  }
  const body = Buffer.from(JSON.stringify({ message: CANARY, error_code: chance.pick(CODES), details: {} }))
  const spoil = chance.pick(Object.values(SPOILS))
  const status = chance.pick([204, 301, 400, 401, 403, 404, 404, 404, 408, 429, 500, 501, 502, 503, 503, 503])
  return answer(
    chance.happens(0.7) ? body : spoil(body, chance),
    chance.pick([JSON_TYPE, 'text/plain']),
    status,
  )
}

/** What the source's clock says: mostly the same as ours. */
function date(chance: Chance): string | undefined {
  if (chance.happens(0.5)) return undefined
  if (chance.happens(0.1)) return chance.pick(['', 'yesterday', CANARY])
  return new Date(
    Date.parse(AT) + chance.pick([0, 1_000, -1_000, 3_000, -5_000, 3_600_000, -86_400_000]),
  ).toUTCString()
}
