import { isRole, type Role } from './caller.ts'

/** Values of the role claim as `VALUE=read` or `VALUE=operate`, separated by commas; undefined where it is not of that form. */
export function parseRoleMapping(text: string): ReadonlyMap<string, Role> | undefined {
  const pairs = text.split(',').map((pair) => {
    const { value = '', role } = /^(?<value>[^\s,]+)=(?<role>[a-z]+)$/.exec(pair.trim())?.groups ?? {}
    return [value, role] as const
  })
  const known = pairs.flatMap(([value, role]) => (isRole(role) ? [[value, role] as const] : []))
  const mapping = new Map(known)
  // The same value twice would be one of the two by chance.
  return known.length === pairs.length && mapping.size === pairs.length ? mapping : undefined
}
