import { isObject } from '../../domain/json-object.ts'
import { type Path, type Problem, problem } from './configuration-problem.ts'
import { parseHttpUrl } from './source-url.ts'

/** What can be read of the file as it was written, whatever else is wrong with it. */

export function isExposed(url: unknown): boolean {
  if (typeof url !== 'string') return false
  const parsed = parseHttpUrl(url)
  return parsed.kind === 'url' && parsed.exposed
}

export function oneSecret(secret: unknown, path: Path): readonly Problem[] {
  return exactlyOne(secret, ['secret', 'env'], path)
}

export function exactlyOne(value: unknown, keys: readonly string[], path: Path): readonly Problem[] {
  if (!isObject(value) || keys.filter((key) => Object.hasOwn(value, key)).length === 1) return []
  return [problem(path, `must have exactly one of ${keys.join(', ')}`)]
}

export function repeated(
  values: readonly unknown[],
): readonly { readonly index: number; readonly first: number }[] {
  // A list may be as long as somebody likes: to look for each value from the beginning took minutes for 100,000 names.
  const firsts = new Map<string, number>()
  return values.flatMap((value, index) => {
    if (typeof value !== 'string') return []
    const first = firsts.get(value)
    if (first === undefined) firsts.set(value, index)
    return first === undefined ? [] : [{ index, first }]
  })
}

export function at(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value
  return isObject(value) && Object.hasOwn(value, key) ? at(value[key], rest) : undefined
}

export function listAt(value: unknown, keys: readonly string[]): readonly unknown[] {
  const list = at(value, keys)
  return Array.isArray(list) ? list : []
}
