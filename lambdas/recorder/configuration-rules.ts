import { type Path, type Problem, problem } from './configuration-problem.ts'
import { parseHttpUrl } from './source-url.ts'
import { matchesPattern } from './watch-list.ts'

/**
 * The rules that tie several keys together, over the file as it was written: whatever else is wrong with it, they hold
 * for what can be read, so nothing is told only after something else was put right.
 */
export function brokenRules(written: unknown): readonly Problem[] {
  const sources = listAt(written, ['sources'])
  return [
    ...repeated(sources.map((source) => at(source, ['name']))).map(({ index, first }) =>
      problem(['sources', index, 'name'], `repeats sources[${first}].name`),
    ),
    ...sources.flatMap((source, index) => sourceProblems(source, ['sources', index])),
    ...['overrides', 'stores'].flatMap((key) => matchProblems(written, key, sources)),
    ...listAt(written, ['stores']).flatMap((store, index) =>
      oneSecret(at(store, ['credentials']), ['stores', index, 'credentials']),
    ),
    ...storesProblem(written),
  ]
}

function sourceProblems(source: unknown, path: Path): readonly Problem[] {
  const pipelines = listAt(source, ['pipelines'])
  return [
    ...repeated(pipelines).map(({ index, first }) =>
      problem([...path, 'pipelines', index], `repeats pipelines[${first}]`),
    ),
    ...exposedUrls(source, path),
    ...authProblems(at(source, ['auth']), [...path, 'auth']),
  ]
}

function exposedUrls(source: unknown, path: Path): readonly Problem[] {
  if (at(source, ['allowHttp']) === true) return []
  const message = 'must be https: http is taken for loopback only, or where the source says "allowHttp": true'
  return [['url'], ['auth', 'clientCredentials', 'tokenUrl']]
    .filter((keys) => isExposed(at(source, keys)))
    .map((keys) => problem([...path, ...keys], message))
}

function isExposed(url: unknown): boolean {
  if (typeof url !== 'string') return false
  const parsed = parseHttpUrl(url)
  return parsed.kind === 'url' && parsed.exposed
}

function authProblems(auth: unknown, path: Path): readonly Problem[] {
  const secrets = [['apiKey'], ['token'], ['clientCredentials', 'clientSecret']]
  return [
    ...exactlyOne(auth, ['apiKey', 'token', 'clientCredentials'], path),
    ...secrets.flatMap((keys) => oneSecret(at(auth, keys), [...path, ...keys])),
  ]
}

function oneSecret(secret: unknown, path: Path): readonly Problem[] {
  return exactlyOne(secret, ['secret', 'env'], path)
}

function exactlyOne(value: unknown, keys: readonly string[], path: Path): readonly Problem[] {
  if (!isObject(value) || keys.filter((key) => Object.hasOwn(value, key)).length === 1) return []
  return [problem(path, `must have exactly one of ${keys.join(', ')}`)]
}

function matchProblems(written: unknown, key: string, sources: readonly unknown[]): readonly Problem[] {
  const names = sources.map((source) => at(source, ['name'])).filter((name) => typeof name === 'string')
  // Without any readable name it is the sources that are wrong.
  if (names.length === 0) return []
  return listAt(written, [key]).flatMap((one, index) => {
    const match = at(one, ['match'])
    const [source, pipeline] = typeof match === 'string' ? match.split('/') : []
    if (source === undefined || pipeline === undefined || names.some((name) => matchesPattern(source, name)))
      return []
    return [problem([key, index, 'match'], 'names no configured source')]
  })
}

function storesProblem(written: unknown): readonly Problem[] {
  if (!isObject(written) || !Object.hasOwn(written, 'stores')) return []
  return [problem(['stores'], 'verified copies are not supported by this version; remove "stores"')]
}

function repeated(values: readonly unknown[]): readonly { readonly index: number; readonly first: number }[] {
  // A list may be as long as somebody likes: to look for each value from the beginning took minutes for 100,000 names.
  const firsts = new Map<string, number>()
  return values.flatMap((value, index) => {
    if (typeof value !== 'string') return []
    const first = firsts.get(value)
    if (first === undefined) firsts.set(value, index)
    return first === undefined ? [] : [{ index, first }]
  })
}

function at(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value
  return isObject(value) && Object.hasOwn(value, key) ? at(value[key], rest) : undefined
}

function listAt(value: unknown, keys: readonly string[]): readonly unknown[] {
  const list = at(value, keys)
  return Array.isArray(list) ? list : []
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
