import { repeatedKeys } from './repeated-keys.ts'

export type JsonText =
  /** `repeated` says where keys stand that their object had before: which of the two is meant, nobody can tell. */
  | { readonly kind: 'json'; readonly value: unknown; readonly repeated: readonly string[] }
  /** Says where, and nothing of what stands there. */
  | { readonly kind: 'not-json'; readonly message: string }

/** Reads JSON that may hold secrets. V8's own messages quote the text around an error, so only its place is told. */
export function readJson(text: string): JsonText {
  if (text.startsWith('\uFEFF')) {
    return { kind: 'not-json', message: 'begins with a byte order mark: save it as UTF-8 without one' }
  }
  const read = attempt(text)
  if (read.kind === 'json') return { ...read, repeated: repeatedKeys(text).map((at) => place(text, at)) }
  return { kind: 'not-json', message: `is not JSON: see ${place(text, positionOf(read.error, text))}` }
}

function place(text: string, at: number): string {
  const before = text.slice(0, at)
  return `line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`
}

type Attempt =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: string }

function attempt(text: string): Attempt {
  try {
    const value: unknown = JSON.parse(text)
    return { kind: 'json', value }
  } catch (error) {
    return { kind: 'failed', error: error instanceof Error ? error.message : '' }
  }
}

/** UTF-16 index of the character that cannot stand where it stands; the length of the text where the end came too early. */
function positionOf(error: string, text: string): number {
  const named = /JSON at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(error)
  if (named !== null) return Number(named[1])
  return quotesText(error) ? unexpectedCharacter(text) : text.length
}

/** V8 quotes the text instead of naming the position of an unexpected character: the shortest beginning with this error ends with it. */
function unexpectedCharacter(text: string): number {
  let fine = 0
  let broken = text.length
  while (broken - fine > 1) {
    const middle = (fine + broken) >>> 1
    const read = attempt(text.slice(0, middle))
    if (read.kind === 'failed' && quotesText(read.error)) broken = middle
    else fine = middle
  }
  return broken - 1
}

function quotesText(error: string): boolean {
  return error.endsWith('is not valid JSON')
}
