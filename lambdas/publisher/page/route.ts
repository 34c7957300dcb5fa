/** Where one is: the part of the address behind `#`, so that every view has a link and only `/` is ever asked for. */
export type Place =
  | { readonly view: 'overview' }
  | { readonly view: 'pipeline'; readonly source: string; readonly name: string }
  | { readonly view: 'checkpoint'; readonly source: string; readonly name: string; readonly uuid: string }
  | { readonly view: 'alerts' }
  | { readonly view: 'alert'; readonly id: string }
  | { readonly view: 'runs' }
  | { readonly view: 'report' }
  | { readonly view: 'verify' }
  | { readonly view: 'nowhere' }

export interface Route {
  readonly place: Place
  /** What is chosen within the view: filters, periods. */
  readonly choice: URLSearchParams
}

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2)
  return { place: placeOf(path), choice: new URLSearchParams(query) }
}

function placeOf(path: string): Place {
  const parts = decoded(path.split('/').filter((part) => part !== ''))
  if (parts === undefined) return { view: 'nowhere' }
  const [view, first, second, third, ...more] = parts
  if (more.length > 0) return { view: 'nowhere' }
  if (view === undefined) return { view: 'overview' }
  if (view === 'pipelines' && first !== undefined && second !== undefined) {
    const pipeline = { source: first, name: second }
    return third === undefined
      ? { view: 'pipeline', ...pipeline }
      : { view: 'checkpoint', ...pipeline, uuid: third }
  }
  if (view === 'alerts' && second === undefined) {
    return first === undefined ? { view: 'alerts' } : { view: 'alert', id: first }
  }
  if (first === undefined && (view === 'runs' || view === 'report' || view === 'verify')) return { view }
  return { view: 'nowhere' }
}

function decoded(parts: readonly string[]): readonly string[] | undefined {
  try {
    return parts.map(decodeURIComponent)
  } catch {
    return undefined
  }
}

/** The link to a pipeline, or to one of its checkpoints. */
export function pipelineLink(source: string, name: string, uuid?: string): string {
  const parts = ['#', 'pipelines', encodeURIComponent(source), encodeURIComponent(name)]
  return [...parts, ...(uuid === undefined ? [] : [encodeURIComponent(uuid)])].join('/')
}

/** The same view with other choices: what is empty is left out. */
export function withChoice(path: string, choice: { readonly [name: string]: string | undefined }): string {
  const chosen = Object.entries(choice).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value]],
  )
  const query = new URLSearchParams(chosen).toString()
  return query === '' ? path : `${path}?${query}`
}
