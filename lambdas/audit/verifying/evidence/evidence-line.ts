import { sha256Hex } from '../../../domain/canonical.ts'
import {
  type ExactJson,
  type ExactMembers,
  isMembers,
  NumberText,
  parseExact,
} from '../../../domain/exact-json.ts'
import { parseInstant } from '../../../domain/instant.ts'
import { isHashName } from '../archive-names.ts'

/** One answer as it is kept (CONTRACT §7). */
export interface EvidenceLine {
  readonly pipeline: string | null
  readonly source: string
  readonly sha256: string | null
  /** The answer’s bytes; null where there was none, and where `bodyIn` names the object that holds them. */
  readonly body: Uint8Array | null
  readonly bodyIn: string | null
}

const KEYS = 'body,headers,pipeline,received_at,requested_at,sha256,source,status,url'

/** Reads a line of evidence strictly. Throws Error, saying what is wrong, where it is none. */
export function evidenceLineIn(text: string): EvidenceLine {
  const members = membersOf(parseExact(text))
  const extra = ['body_base64', 'body_in'].filter((key) => members[key] !== undefined)
  const keys = Object.keys(members)
    .filter((key) => !extra.includes(key))
    .toSorted()
  if (keys.join() !== KEYS || extra.length > 1) throw new Error('has other keys than a line of evidence')
  const { pipeline = null, source = null, headers = null } = members
  if (pipeline !== null && typeof pipeline !== 'string') throw new Error('pipeline is no text')
  if (typeof source !== 'string' || typeof members['url'] !== 'string')
    throw new Error('source or url is no text')
  if (!Object.values(membersOf(headers)).every((value) => typeof value === 'string'))
    throw new Error('headers are no texts')
  if (!isTime(members['requested_at'])) throw new Error('requested_at is no time')
  return { pipeline, source, ...answerIn(members) }
}

function answerIn(members: ExactMembers): Pick<EvidenceLine, 'sha256' | 'body' | 'bodyIn'> {
  const { status = null, received_at: receivedAt = null, sha256 = null, body = null } = members
  const { body_base64: base64, body_in: bodyIn } = members
  if (status === null) {
    const isEmpty = [receivedAt, sha256, body].every((value) => value === null)
    if (!isEmpty || base64 !== undefined || bodyIn !== undefined)
      throw new Error('has no status and yet an answer')
    return { sha256: null, body: null, bodyIn: null }
  }
  if (!(status instanceof NumberText) || !/^[1-9][0-9]{2}$/.test(status.source))
    throw new Error('status is no HTTP status')
  if (!isTime(receivedAt)) throw new Error('received_at is no time')
  if (typeof sha256 !== 'string' || !isHashName(sha256)) throw new Error('sha256 is no hash')
  if (bodyIn !== undefined) {
    if (body !== null || typeof bodyIn !== 'string' || !isHashName(bodyIn))
      throw new Error('body_in names no object, or beside a body')
    return { sha256, body: null, bodyIn }
  }
  const bytes = bytesOf(body, base64)
  if (sha256Hex(bytes) !== sha256) throw new Error('sha256 is not that of the body')
  return { sha256, body: bytes, bodyIn: null }
}

function bytesOf(body: ExactJson, base64: ExactJson | undefined): Uint8Array {
  if (typeof body === 'string' && base64 === undefined && body.isWellFormed()) return Buffer.from(body)
  if (body !== null || typeof base64 !== 'string') throw new Error('has no body, or two')
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.toString('base64') !== base64) throw new Error('body_base64 is no base64')
  return bytes
}

function membersOf(value: ExactJson): ExactMembers {
  if (!isMembers(value)) throw new Error('is no object')
  return value
}

function isTime(value: ExactJson | undefined): boolean {
  return typeof value === 'string' && parseInstant(value) === value
}
