/** Where `pipelines.json` names a secret. */
export interface SecretPlace {
  readonly path: string
  /** Its name or ARN; undefined where the place names a variable (`env`). */
  readonly secret: string | undefined
}

// Where the format has secrets. No other key is followed, so a path never repeats a text of the file.
const LEADS_TO_SECRETS = [
  'sources',
  'auth',
  'apiKey',
  'token',
  'clientCredentials',
  'clientSecret',
  'stores',
  'credentials',
]

/** Every `{"secret"}` and `{"env"}`, of a file that may otherwise be wrong. */
export function secretsIn(value: unknown, path = ''): readonly SecretPlace[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) {
    return value.flatMap((member: unknown, index) => secretsIn(member, `${path}[${index}]`))
  }
  return Object.entries(value).flatMap(([key, member]: [string, unknown]): readonly SecretPlace[] => {
    if (typeof member === 'string' && key === 'secret') return [{ path, secret: member }]
    if (typeof member === 'string' && key === 'env') return [{ path, secret: undefined }]
    return LEADS_TO_SECRETS.includes(key) ? secretsIn(member, path === '' ? key : `${path}.${key}`) : []
  })
}
