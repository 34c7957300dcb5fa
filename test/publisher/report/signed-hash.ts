import { createHash } from 'node:crypto'

/** What a stranger does with the JSON of a report: RFC 8785 without the two members of the moment, and SHA-256. */
export function signedHash(text: string): string {
  const { generated_at: _at, log: _log, ...signed } = JSON.parse(text)
  return createHash('sha256').update(form(signed)).digest('hex')
}

function form(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(form).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${form(member)}`).join(',')}}`
}
