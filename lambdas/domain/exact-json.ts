/** A JSON number as it was written: every digit of it, unlike a JS number. */
export class NumberText {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

export type ExactJson =
  | null
  | boolean
  | string
  | NumberText
  | readonly ExactJson[]
  | { readonly [key: string]: ExactJson }

/**
 * Parses JSON and keeps the text of every number.
 * Throws SyntaxError where the text is not JSON; a byte order mark is not JSON.
 */
export function parseExact(text: string): ExactJson {
  return JSON.parse(text, (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? new NumberText(sourceOf(context)) : value,
  ) as ExactJson
}

/** A JSON number for `JSON.stringify`, digit for digit. */
export function rawNumber(digits: string): unknown {
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

function sourceOf(context: { source?: string } | undefined): string {
  if (context?.source === undefined)
    throw new Error('this runtime does not give the source text of JSON numbers')
  return context.source
}

function rawJson(digits: string): unknown {
  const json = JSON as unknown as { rawJSON?: (text: string) => unknown }
  if (json.rawJSON === undefined) throw new Error('this runtime cannot write JSON numbers exactly')
  return json.rawJSON(digits)
}
