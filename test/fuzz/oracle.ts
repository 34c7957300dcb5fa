import type { Exchange } from '../../lambdas/recorder/feldera/http.ts'
import { type Json, readJson, type Strictness } from './json-reader.ts'

/**
 * What an answer says, by RFC 8259, RFC 3629 and CONTRACT §2–§3 alone. What they leave open is decided so:
 * - An integer is written as one: `1.0`, `1e3`, `-0`, `01` and a text of digits are none of 64 bits.
 * - A name twice in one object, at any depth and however escaped, says two things: refused (serde_json refuses it of what it reads).
 * - Other keys than the six may stand anywhere, and their values may be any JSON down to a depth of 128.
 * - A UUID may be written in capitals, always with hyphens. Half a surrogate pair is no identifier, nor are more than 1,024 bytes.
 * - `identifier`, `size`, `steps` and `processed_records` may be null or absent; `uuid` and `fingerprint` never.
 * - Of what has more than 250,000 values refusing is right as well (the product's bound of 500,000 counts empty ones twice).
 */
export type Verdict =
  | { readonly kind: 'listed'; readonly checkpoints: readonly Told[]; readonly isLarge: boolean }
  | Refused

export interface Refused {
  readonly kind: 'refused'
  /** Those that are right; or, with a `-` before it, those that are wrong. */
  readonly reasons: readonly string[]
}

export interface Told {
  readonly uuid: string
  readonly identifier: string | null
  readonly fingerprint: string
  readonly size: string | null
  readonly steps: string | null
  readonly processed_records: string | null
}

export const STRICT: Strictness = { mayRepeatNames: false, maxDepth: 128 }
const MANY_VALUES = 250_000

/** What the answer to `GET …/checkpoints` shows. */
export function checkpointsSaid(answer: Exchange): Verdict {
  const json = jsonSaid(answer)
  if (json.kind === 'refused') return json
  const said = listSaid(json.value)
  return said.kind === 'refused' ? said : { ...said, isLarge: json.isLarge }
}

/** The JSON of an answer that may be read at all. */
export function jsonSaid(
  answer: Exchange,
): Refused | { readonly kind: 'json'; readonly value: Json; readonly isLarge: boolean } {
  if (answer.kind === 'incomplete') return refused(answer.reason)
  if (answer.status !== 200) return { kind: 'refused', reasons: reasonsOf(answer.status, answer.body) }
  if (!isJsonType(answer.headers['content-type'] ?? '')) return refused('not-json')
  const read = readJson(answer.body, STRICT)
  if (read === undefined) return refused('malformed')
  return { kind: 'json', value: read.value, isLarge: read.values > MANY_VALUES }
}

/** What a list of checkpoints says, wherever it stands. */
export function listSaid(list: Json): Refused | { kind: 'listed'; checkpoints: readonly Told[] } {
  if (list.kind !== 'array') return refused('malformed')
  const said = list.items.map(checkpointSaid)
  const isWhole = said.every((one) => one !== undefined)
  if (list.items.length > 2_000) return isWhole ? refused('too-large') : refused('too-large', 'malformed')
  if (!isWhole) return refused('malformed')
  const byUuid = Map.groupBy(said, ({ uuid }) => uuid)
  for (const [first, ...others] of byUuid.values()) {
    if (first === undefined || others.some((other) => !isSame(first, other))) return refused('malformed')
  }
  return { kind: 'listed', checkpoints: [...byUuid.values()].flatMap(([first]) => first ?? []) }
}

function checkpointSaid(entry: Json): Told | undefined {
  if (entry.kind !== 'object') return undefined
  const { members } = entry
  const uuid = uuidSaid(members.get('uuid'))
  const fingerprint = integerSaid(members.get('fingerprint'))
  const identifier = orNull(members.get('identifier'), identifierSaid)
  const size = orNull(members.get('size'), integerSaid)
  const steps = orNull(members.get('steps'), integerSaid)
  const processed_records = orNull(members.get('processed_records'), integerSaid)
  if (uuid === undefined || fingerprint === undefined || identifier === undefined) return undefined
  if (size === undefined || steps === undefined || processed_records === undefined) return undefined
  return { uuid, identifier, fingerprint, size, steps, processed_records }
}

function orNull(
  value: Json | undefined,
  said: (value: Json) => string | undefined,
): string | null | undefined {
  return value === undefined || value.kind === 'null' ? null : said(value)
}

/** The digits of an unsigned 64-bit integer. */
export function integerSaid(value: Json | undefined): string | undefined {
  if (value?.kind !== 'number' || value.text.length > 20) return undefined
  const isInteger = Array.from(value.text).every((character) => character >= '0' && character <= '9')
  return isInteger && BigInt(value.text) < 1n << 64n ? value.text : undefined
}

export function uuidSaid(value: Json | undefined): string | undefined {
  if (value?.kind !== 'string' || value.text.length !== 36) return undefined
  const characters = Array.from(value.text.replace(/[A-F]/g, (letter) => letter.toLowerCase()))
  const isUuid = characters.every((character, i) =>
    [8, 13, 18, 23].includes(i) ? character === '-' : '0123456789abcdef'.includes(character),
  )
  return isUuid && characters.length === 36 ? characters.join('') : undefined
}

function identifierSaid(value: Json): string | undefined {
  if (value.kind !== 'string' || hasHalfPair(value.text)) return undefined
  return new TextEncoder().encode(value.text).length <= 1_024 ? value.text : undefined
}

export function hasHalfPair(text: string): boolean {
  // By code points a whole pair is one, and only a half is left with a code of its own.
  return Array.from(text).some((character) => {
    const point = character.codePointAt(0) ?? 0
    return point >= 0xd800 && point <= 0xdfff
  })
}

function isSame(a: Told, b: Told): boolean {
  const keys = ['identifier', 'fingerprint', 'size', 'steps', 'processed_records'] as const
  return keys.every((key) => a[key] === b[key])
}

/** RFC 9110 §8.3, RFC 6839 §3.1: parameters and capitals say nothing. */
function isJsonType(contentType: string): boolean {
  const [essence = ''] = contentType.split(';')
  const [type, subtype = '', ...more] = essence.trim().toLowerCase().split('/')
  if (more.length > 0) return false
  return (type === 'application' && subtype === 'json') || (type !== '' && subtype.endsWith('+json'))
}

/**
 * Only what decides on alarms is judged by its reason (FELDERA §4.2): rest, which never alarms, and removal. The product believes a
 * code in a body that is not quite JSON; here that is left open.
 */
function reasonsOf(status: number, body: Uint8Array): readonly string[] {
  const read = readJson(body, STRICT)
  const code = read?.value.kind === 'object' ? read.value.members.get('error_code') : undefined
  const text = code?.kind === 'string' ? code.text : undefined
  if (status === 503 && text === NOT_DEPLOYED) return ['stopped']
  if (status === 404 && text === UNKNOWN_NAME) return ['unknown-pipeline']
  const mayBe = (isStatus: boolean, word: string): boolean => isStatus && Buffer.from(body).includes(word)
  return [
    ...(mayBe(status === 503, NOT_DEPLOYED) ? [] : ['-stopped']),
    ...(mayBe(status === 404, UNKNOWN_NAME) ? [] : ['-unknown-pipeline']),
  ]
}

const NOT_DEPLOYED = 'PipelineInteractionNotDeployed'
const UNKNOWN_NAME = 'UnknownPipelineName'

function refused(...reasons: readonly string[]): Refused {
  return { kind: 'refused', reasons }
}
