import type { Role } from '../access/caller.ts'
import type { ActionPorts } from '../actions/ports.ts'
import type { Answer } from '../answer.ts'
import type { Failure } from '../failure.ts'
import type { Query } from '../parameters.ts'

/** One request, taken apart: the path's parts are decoded, the query has only parameters that the route allows. */
export interface Asked {
  readonly path: string
  readonly parts: readonly string[]
  readonly query: Query
  /** The body's text, or what is wrong with it. */
  readonly body: string | Failure
  /** Who asks, and what he may do. */
  readonly actor: string
  readonly roles: readonly Role[]
}

export interface Route {
  /** Who may `GET` may `HEAD`. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `{}` stands for one part of the path. */
  readonly path: string
  /** `any`: of those that it does not know nothing is said; `ignored`: it reads none, and refuses none. */
  readonly parameters: readonly string[] | 'any' | 'ignored'
  readonly answer: (ports: ActionPorts, asked: Asked) => Promise<Answer | Failure>
  /** Anybody may ask, without a credential: health, and the page's files. */
  readonly open?: true
}
