import { isObject } from '../../domain/json-object.ts'
import type { Role } from './caller.ts'

/** Whose JWTs are accepted, and what they let their holders do. */
export interface Issuer {
  /** Exactly as `iss` has it: an https URL (http on this machine), whose OpenID configuration names the keys. */
  readonly issuer: string
  /** What `aud` must be or hold. */
  readonly audience: string
  /** The claim that holds roles: its whole name, or the way to it with dots. */
  readonly roleClaim: string
  /** Which of its values stand for which role; any other stands for none. */
  readonly roles: ReadonlyMap<string, Role>
}

type Claims = { readonly [name: string]: unknown }

/** The greatest role that the claims give: the claim is a list of texts, or one text with spaces between (as `scope` is). */
export function roleIn(claims: Claims, { roleClaim, roles }: Pick<Issuer, 'roleClaim' | 'roles'>) {
  const values = valuesOf(claimAt(claims, roleClaim))
  const given = values.flatMap((value) => roles.get(value) ?? [])
  return given.find((role) => role === 'operate') ?? given[0]
}

/** A subject that the record can hold and people can read: OpenID allows 255 characters of ASCII. */
export function subjectIn({ sub }: Claims): string | undefined {
  return typeof sub === 'string' && /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(sub)
    ? sub
    : undefined
}

/** Names such as `https://example.com/roles` have dots of their own: the whole name goes first. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name
    .split('.')
    .reduce<unknown>(
      (value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
      claims,
    )
}

function valuesOf(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(' ')
  return Array.isArray(claim) ? claim.filter((value) => typeof value === 'string') : []
}
