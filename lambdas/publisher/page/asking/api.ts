/** What a request came to: expected failures are values. */
export type Got<T> =
  | {
      readonly kind: 'ok'
      readonly value: T
      readonly status: number
      readonly header: (name: string) => string | null
    }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly message: string }
  /** No answer: the network, or the server, is away. */
  | { readonly kind: 'unreachable' }

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly body?: { readonly [name: string]: string | readonly string[] }
  /** It may take as long as the gateway waits. */
  readonly isLong?: boolean
}

export interface Api {
  readonly json: <T>(path: string, request?: Request) => Promise<Got<T>>
  /** The bytes of an answer, for keeping. */
  readonly file: (path: string) => Promise<Got<Blob>>
}

// Whoever waits longer had better ask again; a report, or a file, may take as long as the gateway waits for it.
const GIVE_UP_AFTER_MS = 15_000
const LONGEST_MS = 30_000

/** `onRefused` hears of 401: the token is missing or is no longer good. */
export function createApi(token: () => string | null, onRefused: () => void): Api {
  const ask = async (
    path: string,
    { method = 'GET', body, isLong = false }: Request = {},
  ): Promise<Response | undefined> => {
    const bearer = token()
    try {
      return await fetch(path, {
        method,
        headers: {
          ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(isLong ? LONGEST_MS : GIVE_UP_AFTER_MS),
        credentials: 'same-origin',
      })
    } catch {
      return undefined
    }
  }
  const got = async <T>(
    response: Response | undefined,
    read: (from: Response) => Promise<T>,
  ): Promise<Got<T>> => {
    if (response === undefined) return { kind: 'unreachable' }
    const { status } = response
    if (status === 401) onRefused()
    try {
      if (response.ok) {
        const header = (name: string): string | null => response.headers.get(name)
        return { kind: 'ok', value: await read(response), status, header }
      }
    } catch {
      return { kind: 'unreachable' }
    }
    return { kind: 'refused', status, ...(await errorIn(response)) }
  }
  return {
    // The server of this page is the one of the answers: their form is checked where both are compiled.
    json: async <T>(path: string, request?: Request) =>
      got(await ask(path, request), async (response) => (await response.json()) as T),
    file: async (path) => got(await ask(path, { isLong: true }), (response) => response.blob()),
  }
}

/** The server's words, whatever stands between it and us has answered. */
async function errorIn(response: Response): Promise<{ code: string; message: string }> {
  const said: unknown = await response.json().catch(() => null)
  const members = typeof said === 'object' && said !== null ? said : {}
  const text = (name: string): string | undefined => {
    const value: unknown = Reflect.get(members, name)
    return typeof value === 'string' ? value : undefined
  }
  const message = text('message') ?? `the server answered ${response.status}`
  return { code: text('error_code') ?? String(response.status), message }
}

/** The path of a pipeline's own answers. */
export function pipelinePath(
  { source, name }: { readonly source: string; readonly name: string },
  rest: string,
  query: { readonly [name: string]: string | undefined } = {},
): string {
  const chosen = Object.entries({ source, ...query }).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, value]],
  )
  return `/v0/pipelines/${encodeURIComponent(name)}/${rest}?${new URLSearchParams(chosen)}`
}
