import { isPattern, matchesPattern } from '../../domain/pattern.ts'
import { type Problem, problem } from './configuration-problem.ts'
import { at, isExposed, listAt, oneSecret, repeated } from './configuration-written.ts'

/** What ties the keys of `stores` together, and them to the sources. */
export function brokenStoreRules(written: unknown, sources: readonly unknown[]): readonly Problem[] {
  const stores = listAt(written, ['stores'])
  return [
    ...['match', 'location'].flatMap((key) =>
      repeated(stores.map((store) => at(store, [key]))).map(({ index, first }) =>
        problem(['stores', index, key], `repeats stores[${first}].${key}`),
      ),
    ),
    ...stores.flatMap((store, index) => {
      const told = [...severalIn(store, sources), ...onlyOfBuckets(store), ...exposedEndpoint(store)]
      const path = ['stores', index]
      return [
        ...told.map(([key, message]) => problem([...path, key], message)),
        ...oneSecret(at(store, ['credentials']), [...path, 'credentials']),
      ]
    }),
  ]
}

type Told = readonly (readonly [key: string, message: string])[]

/** Feldera's layout is one location per pipeline: what matches several must say which place is whose. */
function severalIn(store: unknown, sources: readonly unknown[]): Told {
  const [match, location] = [at(store, ['match']), at(store, ['location'])]
  if (typeof match !== 'string' || typeof location !== 'string') return []
  const [source = '', pipeline = ''] = match.split('/')
  const names = sources.map((one) => at(one, ['name'])).filter((name) => typeof name === 'string')
  const unknown = (location.match(/\{[^}]*\}?|\}/g) ?? []).filter((part) => !PLACES.includes(part))
  const lacking = [
    ...(isPattern(pipeline) && !location.includes('{pipeline}') ? ['{pipeline}'] : []),
    ...(names.filter((name) => matchesPattern(source, name)).length > 1 && !location.includes('{source}')
      ? ['{source}']
      : []),
  ]
  return [
    ...unknown.map((): Told[number] => ['location', 'may hold {source} and {pipeline}, and no other { or }']),
    ...lacking.map((place): Told[number] => [
      'location',
      `must hold ${place}: a location holds the copies of one pipeline, and match may name several`,
    ]),
  ]
}

const PLACES = ['{source}', '{pipeline}']

function onlyOfBuckets(store: unknown): Told {
  const location = at(store, ['location'])
  if (typeof location !== 'string' || !location.startsWith('file:')) return []
  return ['region', 'endpoint', 'credentials', 'allowHttp']
    .filter((key) => at(store, [key]) !== undefined)
    .map((key) => [key, 'is for s3:// locations only'])
}

function exposedEndpoint(store: unknown): Told {
  if (at(store, ['allowHttp']) === true || !isExposed(at(store, ['endpoint']))) return []
  return [
    ['endpoint', 'must be https: http is taken for loopback only, or where the store says "allowHttp": true'],
  ]
}
