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

// Printable ASCII that JSON writes as it stands: nearly all that there is.
const PLAIN = /^[ !#-[\]-~]*$/

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
  return isList(value) ? listText(value) : objectText(value)
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

// Grown in place: this is written for every entry and every line of evidence, and lists of parts take twice as long.
function listText(list: readonly Json[]): string {
  let text = '['
  for (const member of list) text += text === '[' ? canonicalJson(member) : `,${canonicalJson(member)}`
  return `${text}]`
}

function objectText(object: { readonly [key: string]: Json | undefined }): string {
  let text = '{'
  for (const key of Object.keys(object).toSorted()) {
    const member = `${quoted(key)}:${canonicalJson(memberOf(object, key))}`
    text += text === '{' ? member : `,${member}`
  }
  return `${text}}`
}

function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
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
