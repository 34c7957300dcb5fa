import { type ExactJson, parseExact } from '../../domain/exact-json.ts'
import { exactText } from '../../domain/exact-text.ts'
import { damaged, type Parsed, unknown } from './parsed.ts'

/** JSON in UTF-8, every digit of it. What is none was not written by Feldera: damaged. What only we do not read is unknown. */
export function jsonIn(bytes: Uint8Array): Parsed<ExactJson> {
  const text = textIn(bytes)
  if (text === undefined || !isJson(text)) return damaged('it is no JSON text in UTF-8')
  try {
    return { kind: 'whole', value: parseExact(text) }
  } catch {
    return unknown('JSON that says a key twice, or beyond our bounds')
  }
}

function textIn(bytes: Uint8Array): string | undefined {
  try {
    return exactText(bytes)
  } catch {
    return undefined
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
