import { createHash } from 'node:crypto'
import { T0 } from './listings.ts'

/** Short names in a case, and the UUIDs and times that they stand for. */
export interface Names {
  /** `C60`: a checkpoint begun 60 s after the start; `C60b`: on host b. Any other word is an id of its own; a UUID is itself. */
  readonly uuidOf: (name: string) => string
  /** The text with known UUIDs and all times written short: `C60`, `@95.5`. */
  readonly shorten: (text: string) => string
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const UUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const TIMED = /^([CD])(-?\d+(?:\.\d+)?)([a-z]?)$/
const TIMES = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g

export function createNames(): Names {
  const names = new Map<string, string>()
  return {
    uuidOf: (name) => {
      const uuid = uuidOf(name)
      names.set(uuid, name)
      return uuid
    },
    shorten: (text) =>
      text
        .replaceAll(UUIDS, (uuid) => names.get(uuid) ?? uuid)
        .replaceAll(TIMES, (time) => `@${(Date.parse(time) - T0) / 1_000}`),
  }
}

function uuidOf(name: string): string {
  if (UUID.test(name)) return name.toLowerCase()
  const [, letter, seconds, host = ''] = TIMED.exec(name) ?? []
  if (seconds === undefined) {
    const hex = createHash('sha256').update(name).digest('hex')
    return `01900000-0000-7000-8000-${hex.slice(0, 12)}`
  }
  const ms = (T0 + Number(seconds) * 1_000).toString(16).padStart(12, '0')
  const last = `${letter === 'D' ? 'd' : '0'}${host === '' ? '0' : host.charCodeAt(0).toString(16)}`
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-${last.padStart(12, '0')}`
}
