import { createHash } from 'node:crypto'
import type { EventData } from './event.ts'

/**
 * RFC 8785 (JCS) text of a value without numbers: keys in UTF-16 order, no white space, shortest string escapes.
 * Numbers are no part of the type: what cannot be written in two ways needs no rules.
 * Throws TypeError on a lone surrogate, for which UTF-8 has no bytes.
 */
export function canonical(value: EventData): string {
  if (typeof value === 'string') return quoted(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (isList(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.keys(value)
    .toSorted()
    .map((key) => `${quoted(key)}:${canonical(memberOf(value, key))}`)
  return `{${members.join(',')}}`
}

/** SHA-256 in lower-case hex. */
export function sha256Hex(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

function quoted(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('text with a lone surrogate has no canonical form')
  return JSON.stringify(text)
}

function memberOf(value: { readonly [key: string]: EventData }, key: string): EventData {
  const member = value[key]
  if (member === undefined) throw new TypeError(`undefined under ${key} has no canonical form`)
  return member
}

function isList(value: EventData): value is readonly EventData[] {
  return Array.isArray(value)
}
