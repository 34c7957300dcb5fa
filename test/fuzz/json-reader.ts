import { codePointsOf } from './utf8.ts'

/** A JSON value as it stands in the text. */
export type Json =
  | { readonly kind: 'null' | 'true' | 'false' }
  /** Every character of it. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly Json[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Json> }

export interface Read {
  readonly value: Json
  /** How many values it holds, at every depth. */
  readonly values: number
}

export interface Strictness {
  /** RFC 8259 leaves open what the same name twice in one object means; for us it means nothing. */
  readonly mayRepeatNames: boolean
  readonly maxDepth: number
}

class NoJson extends Error {}

/**
 * The value of a JSON text, read from RFC 8259 and nothing else: bytes in, no part of any other parser. Undefined where it is none,
 * or not as strict as is asked.
 */
export function readJson(bytes: Uint8Array, strictness: Strictness): Read | undefined {
  const points = codePointsOf(bytes)
  if (points === undefined) return undefined
  try {
    return readerOf(points, strictness).whole()
  } catch (error) {
    if (error instanceof NoJson) return undefined
    throw error
  }
}

function readerOf(points: Uint32Array, { mayRepeatNames, maxDepth }: Strictness) {
  let at = 0
  let values = 0

  function whole(): Read {
    const value = padded(0)
    if (at < points.length) throw new NoJson('more behind the value')
    return { value, values }
  }

  /** A value with the white space around it. */
  function padded(depth: number): Json {
    space()
    const read = value(depth)
    space()
    return read
  }

  function value(depth: number): Json {
    values += 1
    const first = here()
    if (first === '"') return { kind: 'string', text: string() }
    if (first === '[') return { kind: 'array', items: array(deeper(depth)) }
    if (first === '{') return { kind: 'object', members: object(deeper(depth)) }
    if (first === '-' || isDigit(first)) return { kind: 'number', text: number() }
    for (const kind of ['null', 'true', 'false'] as const) {
      if (first !== kind[0]) continue
      for (const letter of kind) demand(letter)
      return { kind }
    }
    throw new NoJson('no value')
  }

  function deeper(depth: number): number {
    if (depth >= maxDepth) throw new NoJson('too deep')
    return depth + 1
  }

  function array(depth: number): readonly Json[] {
    const items: Json[] = []
    demand('[')
    space()
    if (taken(']')) return items
    do items.push(padded(depth))
    while (taken(','))
    demand(']')
    return items
  }

  function object(depth: number): ReadonlyMap<string, Json> {
    const members = new Map<string, Json>()
    demand('{')
    space()
    if (taken('}')) return members
    do {
      space()
      const name = string()
      space()
      demand(':')
      if (!mayRepeatNames && members.has(name)) throw new NoJson('the same name twice')
      members.set(name, padded(depth))
    } while (taken(','))
    demand('}')
    return members
  }

  function number(): string {
    const from = at
    taken('-')
    if (!taken('0')) digits()
    if (taken('.')) digits()
    if (taken('e') || taken('E')) {
      if (!taken('+')) taken('-')
      digits()
    }
    // All of them are ASCII.
    let text = ''
    for (let i = from; i < at; i += 1) text += String.fromCharCode(points[i] ?? 0)
    return text
  }

  function digits(): void {
    if (!isDigit(here())) throw new NoJson('no digit')
    while (isDigit(here())) at += 1
  }

  function string(): string {
    let text = ''
    demand('"')
    while (!taken('"')) {
      const point = points[at]
      if (point === undefined || point < 0x20) throw new NoJson('no character of a string')
      at += 1
      text += point === 0x5c ? escaped() : String.fromCodePoint(point)
    }
    return text
  }

  function escaped(): string {
    const letter = here()
    at += 1
    if (letter === 'u') return String.fromCharCode(hex() * 4_096 + hex() * 256 + hex() * 16 + hex())
    const meant = ESCAPES.get(letter)
    if (meant === undefined) throw new NoJson('no escape')
    return meant
  }

  function hex(): number {
    const digit = HEX.indexOf(here().toLowerCase())
    if (here() === '' || digit === -1) throw new NoJson('no hexadecimal digit')
    at += 1
    return digit
  }

  function space(): void {
    for (;;) {
      const point = points[at]
      if (point !== 0x20 && point !== 0x09 && point !== 0x0a && point !== 0x0d) return
      at += 1
    }
  }

  function here(): string {
    const point = points[at]
    return point === undefined ? '' : String.fromCodePoint(point)
  }

  function taken(character: string): boolean {
    if (points[at] !== character.charCodeAt(0)) return false
    at += 1
    return true
  }

  function demand(character: string): void {
    if (!taken(character)) throw new NoJson(`no ${character}`)
  }

  return { whole }
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character.length === 1
}

const HEX = '0123456789abcdef'
const ESCAPES = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])
