import * as z from 'zod/mini'
import { type CheckpointMetadata, parseUuid, type Uuid } from '../../domain/checkpoint.ts'
import { NumberText, parseExact } from '../../domain/exact-json.ts'
import { exactText } from '../../domain/exact-text.ts'
import { MAX_LISTED, type Observation } from '../../domain/observation.ts'
import { parseU64 } from '../../domain/u64.ts'
import type { Exchange } from './http.ts'
import { MAX_IDENTIFIER_BYTES, plainCheckpoint } from './plain-checkpoint.ts'
import { unobservable, unobservableBy } from './reason.ts'

const u64 = z.pipe(
  z.custom<NumberText>((value) => value instanceof NumberText, 'no number'),
  z.transform((number, context) => {
    const exact = parseU64(number.source)
    if (exact !== undefined) return exact
    context.issues.push({ code: 'custom', message: 'no unsigned 64-bit integer', input: number })
    return z.NEVER
  }),
)

const uuid = z.pipe(
  z.string('no text'),
  z.transform((text, context) => {
    const parsed = parseUuid(text)
    if (parsed !== undefined) return parsed
    context.issues.push({ code: 'custom', message: 'no UUID', input: text })
    return z.NEVER
  }),
)

const identifier = z.string('no text').check(
  z.refine((text) => text.isWellFormed(), 'no well-formed Unicode'),
  z.refine(
    (text) => Buffer.byteLength(text) <= MAX_IDENTIFIER_BYTES,
    `longer than ${MAX_IDENTIFIER_BYTES} bytes`,
  ),
)

/** What may be absent or null: null then. */
const orNull = <T extends z.core.SomeType>(schema: T) =>
  z.pipe(
    z.nullish(schema),
    z.transform((value) => value ?? null),
  )

/** CheckpointMetadata as old and new servers send it: three fields were added later, more may come (FELDERA §1). */
const members = z.object(
  {
    uuid,
    identifier: orNull(identifier),
    fingerprint: u64,
    size: orNull(u64),
    steps: orNull(u64),
    processed_records: orNull(u64),
  },
  'no object',
)
const checkpoint = z.pipe(
  z.unknown().check(z.refine((value) => !(value instanceof NumberText), 'no object')),
  members,
)
// Made once: making it takes as long as reading two checkpoints.
const checkpoints = z.array(checkpoint)

/** What the answer to `GET …/checkpoints` shows. Total: hostile text becomes a reason, never a throw and never part of a list. */
export function observationOf(outcome: Exchange): Observation {
  if (outcome.kind === 'incomplete' || outcome.status !== 200) return unobservableBy(outcome)
  const json = jsonOf(outcome.headers['content-type'], outcome.body)
  return json.kind === 'unobservable' ? json : listIn(json.value)
}

/** What a parsed list of checkpoints shows, wherever it stood. Total, as `observationOf`. */
export function listIn(value: unknown): Observation {
  return checkpointsIn(value, MAX_LISTED)
}

/** As `listIn`, with another bound: a store's catalog reaches back further than an answer. */
export function checkpointsIn(value: unknown, most: number): Observation {
  if (!Array.isArray(value)) return unobservable('malformed', 'the answer is no array')
  if (value.length > most) return unobservable('too-large', `more than ${most} checkpoints`)
  const plain: CheckpointMetadata[] = []
  for (const one of value) {
    const read = plainCheckpoint(one)
    if (read === undefined) return bySchema(value)
    plain.push(read)
  }
  return merged(plain)
}

/** As `listIn` of an array, whatever is in it: it knows what is wrong with it. */
export function bySchema(value: readonly unknown[]): Observation {
  const parsed = checkpoints.safeParse(value)
  return parsed.success ? merged(parsed.data) : unobservable('malformed', firstProblem(parsed.error))
}

/** The value of a JSON answer, or why it is none: a byte order mark stays and is then no JSON, and bytes that are not UTF-8 are no text. */
export function jsonOf(contentType: string | undefined, body: Uint8Array) {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type !== 'application/json' && !type.endsWith('+json')) return unobservable('not-json')
  try {
    return { kind: 'json' as const, value: parseExact(exactText(body)) }
  } catch {
    return unobservable(
      'malformed',
      'the body is no JSON text in UTF-8 that says each key once, within bounds',
    )
  }
}

/** Several hosts may name the same checkpoint; two that differ under one UUID make the whole answer worthless (CONTRACT §3). */
function merged(listed: readonly CheckpointMetadata[]): Observation {
  if (new Set(listed.map(({ uuid }) => uuid)).size === listed.length)
    return { kind: 'listed', checkpoints: listed }
  const byUuid = new Map<Uuid, CheckpointMetadata>()
  for (const [i, one] of listed.entries()) {
    const other = byUuid.get(one.uuid)
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(one)) {
      return unobservable('malformed', `[${i}].uuid: listed twice with different metadata`)
    }
    byUuid.set(one.uuid, one)
  }
  return { kind: 'listed', checkpoints: [...byUuid.values()] }
}

/** Where and what, without a word of the body: `[3].fingerprint: no number`. */
function firstProblem(error: z.core.$ZodError): string {
  const [issue] = error.issues
  const path =
    issue?.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('') ?? ''
  return `${path}: ${issue?.message ?? 'not valid'}`
}
