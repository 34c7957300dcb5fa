/** A JSON number as it was written: every digit of it, unlike a JS number. */
export class NumberText {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

export type ExactJson = null | boolean | string | NumberText | readonly ExactJson[] | ExactMembers

export interface ExactMembers {
  readonly [key: string]: ExactJson
}

/** Whether a value that was parsed exactly is an object with members: a number is one of ours. */
export function isMembers(value: unknown): value is ExactMembers {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
  )
}

// serde_json, with which Feldera reads and writes, goes no deeper. The walk below ends at some 2,000, sooner on a deeper stack: the
// same bytes must say the same everywhere.
const MAX_DEPTH = 128
// 8 MiB of Feldera's keys and values hold some 350,000; four million zeros would take 4 GB and many seconds.
const MAX_VALUES = 500_000

/**
 * Parses JSON and keeps the text of every number.
 * Throws SyntaxError where the text is not JSON (a byte order mark is not), where an object has the same key twice, which says two
 * things and serde_json refuses, and where it nests deeper than 128 or holds more than 500,000 values. Takes time in proportion.
 */
export function parseExact(text: string): ExactJson {
  const written = scanned(text)
  return inOrder(text, written) ?? revived(text, written.members)
}

/**
 * A reviver takes five times as long as all else: usually the numbers stand in the values in the order in which they are written.
 * Undefined where that cannot be relied on: keys that look like an index come before all others, and of a key that stands twice only
 * the last value is there.
 */
function inOrder(text: string, { members, numbers }: Scanned): ExactJson | undefined {
  const parsed: Read = JSON.parse(text)
  let kept = 0
  let next = 0
  let isOrdered = true
  const exact = (value: Read): Read => {
    if (typeof value === 'number') {
      next += 1
      return new NumberText(numbers[next - 1] ?? '')
    }
    if (typeof value !== 'object' || value === null || value instanceof NumberText) return value
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i += 1) value[i] = exact(value[i] ?? null)
      return value
    }
    for (const key of Object.keys(value)) {
      kept += 1
      isOrdered &&= !startsLikeIndex(key)
      const member = value[key] ?? null
      if (typeof member === 'number' || (typeof member === 'object' && member !== null))
        value[key] = exact(member)
    }
    return value
  }
  const value = exact(parsed)
  // In place of every number one of ours: where one was left over, their count is not that of the text.
  return isOrdered && kept === members && next === numbers.length ? (value as ExactJson) : undefined
}

/** What was parsed, while numbers in it are replaced. */
type Read = null | boolean | number | string | NumberText | Read[] | { [key: string]: Read }

function startsLikeIndex(key: string): boolean {
  const first = key.charCodeAt(0)
  return first >= ZERO && first <= NINE
}

function revived(text: string, written: number): ExactJson {
  let kept = 0
  // The reviver sees of a key that stands twice only the last value, so that fewer come than were written.
  const parsed: ExactJson = JSON.parse(
    text,
    function (this: unknown, _key, value: unknown, context?: Context) {
      if (!Array.isArray(this)) kept += 1
      return typeof value === 'number' ? new NumberText(sourceOf(context)) : value
    },
  )
  // The whole text stands in an object too, under the empty key.
  if (kept - 1 !== written) throw new SyntaxError('an object has the same key twice')
  return parsed
}

/** What the text has, if it is JSON: how many keys with a value, and its numbers as they are written, in their order. */
interface Scanned {
  readonly members: number
  readonly numbers: readonly string[]
}

/** Throws SyntaxError where the text is beyond the bounds. */
function scanned(text: string): Scanned {
  const numbers: string[] = []
  let members = 0
  let values = 0
  let depth = 0
  for (let i = 0; i < text.length; i += 1) {
    const mark = text.charCodeAt(i)
    if (mark === QUOTE) i = endOfString(text, i)
    else if (mark === COLON) members += 1
    else if (mark === COMMA) values += 1
    else if (mark === OPENING_BRACKET || mark === OPENING_BRACE) {
      values += 1
      depth += 1
      if (depth > MAX_DEPTH) throw new SyntaxError(`deeper than ${MAX_DEPTH}`)
    } else if (mark === CLOSING_BRACKET || mark === CLOSING_BRACE) depth -= 1
    else if ((mark >= ZERO && mark <= NINE) || mark === MINUS) {
      const end = endOfNumber(text, i)
      numbers.push(text.slice(i, end))
      i = end - 1
    }
    if (values > MAX_VALUES) throw new SyntaxError(`more than ${MAX_VALUES} values`)
  }
  return { members, numbers }
}

/** Behind the number that begins at `start`; where the text is no JSON, behind something else. */
function endOfNumber(text: string, start: number): number {
  let end = start + 1
  for (; end < text.length; end += 1) {
    const mark = text.charCodeAt(end)
    const isDigit = mark >= ZERO && mark <= NINE
    if (!isDigit && mark !== DOT && mark !== MINUS && mark !== PLUS && mark !== BIG_E && mark !== SMALL_E)
      break
  }
  return end
}

/** Where the string that begins at `start` ends; the end of the text if it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1
    while (text.charCodeAt(before) === BACKSLASH) before -= 1
    if ((end - before) % 2 === 1) return end
  }
  return text.length
}

const [QUOTE, COLON, COMMA, BACKSLASH] = [0x22, 0x3a, 0x2c, 0x5c]
const [ZERO, NINE, MINUS, PLUS, DOT, BIG_E, SMALL_E] = [0x30, 0x39, 0x2d, 0x2b, 0x2e, 0x45, 0x65]
const [OPENING_BRACKET, CLOSING_BRACKET, OPENING_BRACE, CLOSING_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d]

interface Context {
  readonly source?: string
}

/** A JSON number for `JSON.stringify`, digit for digit. */
export function rawNumber(digits: string): unknown {
  // TypeScript does not know it yet.
  const rawJson: unknown = Reflect.get(JSON, 'rawJSON')
  if (typeof rawJson !== 'function') throw new Error('this runtime cannot write JSON numbers exactly')
  return rawJson(digits)
}

/**
 * Refuses a runtime that would lose digits. Called once at the start of every process.
 * Throws where 14128757731148314856 (Feldera's own regression value, crates/rest-api/src/lib.rs) does not survive.
 */
export function assertExactRuntime(): void {
  const major = Number(process.versions.node.split('.')[0])
  const text = '[14128757731148314856,18446744073709551615]'
  const survives = ((): boolean => {
    try {
      const parsed = parseExact(text)
      if (!Array.isArray(parsed)) return false
      const digits = parsed.map((value: unknown) => (value instanceof NumberText ? value.source : ''))
      return JSON.stringify(digits.map(rawNumber)) === text
    } catch {
      return false
    }
  })()
  if (major < 24 || !survives) {
    throw new Error(
      `Checkpoint Ledger needs Node.js 24 or newer, which reads 64-bit numbers exactly; this is ${process.version}.`,
    )
  }
}

function sourceOf(context: Context | undefined): string {
  if (context?.source === undefined)
    throw new Error('this runtime does not give the source text of JSON numbers')
  return context.source
}
