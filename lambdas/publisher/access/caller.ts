import { type Failure, failure } from '../failure.ts'

/** What a caller may do. Who may operate may read. */
export const ROLES = ['read', 'operate'] as const
export type Role = (typeof ROLES)[number]

/** Who asks, by what he has proven. */
export interface Caller {
  /** As the record will name him for ever: `key:<id>/<name>`, `env:<variable>`, `jwt:<subject>`, `cli:<user>`, `local`. */
  readonly actor: string
  readonly roles: readonly Role[]
}

/** What is known of a request before anybody is let in. The caller controls all of it. */
export interface Knock {
  readonly method: string
  readonly headers: { readonly [name: string]: string | undefined }
}

/** Who asks, or why he is not let in. Rejects only where our own store cannot be asked. */
export type Admit = (knock: Knock) => Promise<Caller | Failure>

/** Of paths that anybody may ask for. */
export const ANYBODY: Caller = { actor: 'anybody', roles: [] }

export function callerWith(actor: string, role: Role): Caller {
  return { actor, roles: role === 'operate' ? ['read', 'operate'] : ['read'] }
}

/** Changing anything is to operate. */
export function roleFor(method: 'GET' | 'POST' | 'PUT' | 'DELETE'): Role {
  return method === 'GET' ? 'read' : 'operate'
}

export function isRole(text: unknown): text is Role {
  return ROLES.some((role) => role === text)
}

/** One answer for whatever is wrong with a credential: which it was is nobody's to learn. */
export function authenticationFailed(): Failure {
  return failure('AuthenticationFailed', 'A valid Bearer token is needed: it is missing or not accepted')
}

/** Who is known, and may not. */
export function forbidden(role: Role): Failure {
  return failure('Forbidden', `This needs the role '${role}'`, { role })
}
