import { createHash, hash } from 'node:crypto'
import type { EventData } from './event.ts'

/** JSON with numbers, as reports have it. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined }

/**
 * RFC 8785 (JCS) text of a value without numbers: keys in UTF-16 order, no white space, shortest string escapes.
 * Numbers are no part of the type: what cannot be written in two ways needs no rules.
 * Throws TypeError on a lone surrogate, for which UTF-8 has no bytes.
 */
export function canonical(value: EventData): string {
  return canonicalJson(value)
}

/** As `canonical`, numbers included: RFC 8785 writes them as ECMAScript does. Throws TypeError on one that is not finite. */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') return digits(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.keys(value)
    .toSorted()
    .map((key) => `${quoted(key)}:${canonicalJson(memberOf(value, key))}`)
  return `{${members.join(',')}}`
}

/** SHA-256 in lower-case hex. */
export function sha256Hex(...parts: readonly (string | Uint8Array)[]): string {
  const [only] = parts
  // In one call: what most hashes are of is short, and an object for each takes longer than the hash.
  if (only !== undefined && parts.length === 1) return hash('sha256', only)
  const sum = createHash('sha256')
  for (const part of parts) sum.update(part)
  return sum.digest('hex')
}

function quoted(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('text with a lone surrogate has no canonical form')
  return JSON.stringify(text)
}

function digits(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical form`)
  return JSON.stringify(value)
}

function memberOf(value: { readonly [key: string]: Json | undefined }, key: string): Json {
  const member = value[key]
  if (member === undefined) throw new TypeError(`undefined under ${key} has no canonical form`)
  return member
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
