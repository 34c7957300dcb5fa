import type * as z from 'zod'
import type { ErrorCode } from '../failure.ts'

/** What a stranger must know of one route, beside what the route itself says. */
export interface Operation {
  /** Unique; names the call in generated clients. */
  readonly id: string
  readonly tag: 'Feldera' | 'Record' | 'Alerts' | 'Reports' | 'Log' | 'System'
  /** One line. */
  readonly summary: string
  /** Markdown. */
  readonly description?: string
  /** A schema for each parameter that the route takes. */
  readonly query?: { readonly [parameter: string]: z.ZodType }
  /** Parameters without which there is no answer. */
  readonly needs?: readonly string[]
  readonly body?: RequestBody
  readonly answer: OperationAnswer
  /** The answer 202, where not all is done at once. */
  readonly accepted?: OperationAnswer
  /** What it refuses besides what every route may refuse (responses.ts). */
  readonly errors?: readonly ErrorCode[]
  /** Needs no credentials. */
  readonly open?: true
}

export interface RequestBody {
  readonly schema: z.ZodType
  /** False where a request without a body is one as well. */
  readonly required: boolean
  readonly examples: { readonly [name: string]: unknown }
}

export interface OperationAnswer {
  readonly description: string
  /** Of the JSON; a text of another type has none. */
  readonly schema?: z.ZodType
  /** `application/json` where absent. */
  readonly mediaType?: string
  /** Types of the texts that it is instead where that is asked for. */
  readonly texts?: readonly string[]
  readonly headers?: { readonly [name: string]: z.ZodType }
  readonly example?: unknown
}

/** By method and path, the path's parts named: `GET /v0/alerts/{id}`. */
export type Operations = { readonly [route: string]: Operation }
