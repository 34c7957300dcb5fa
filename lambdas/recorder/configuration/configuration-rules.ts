import { matchesPattern } from '../../domain/pattern.ts'
import { type Path, type Problem, problem } from './configuration-problem.ts'
import { brokenStoreRules } from './configuration-store-rules.ts'
import { at, exactlyOne, isExposed, listAt, oneSecret, repeated } from './configuration-written.ts'

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
    ...brokenStoreRules(written, sources),
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

function authProblems(auth: unknown, path: Path): readonly Problem[] {
  const secrets = [['apiKey'], ['token'], ['clientCredentials', 'clientSecret']]
  return [
    ...exactlyOne(auth, ['apiKey', 'token', 'clientCredentials'], path),
    ...secrets.flatMap((keys) => oneSecret(at(auth, keys), [...path, ...keys])),
  ]
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
