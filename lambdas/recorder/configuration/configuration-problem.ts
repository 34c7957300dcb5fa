import type * as z from 'zod/mini'

/** What is wrong, and where: `sources[0].auth.apiKey`, or `(file)` for the whole of it. */
export interface Problem {
  readonly path: string
  readonly message: string
}

export type Path = readonly PropertyKey[]

export const WHOLE_FILE = '(file)'

/** Steps are keys that the schema knows, and places in lists: never text of the file's own. */
export function pathText(path: Path): string {
  const text = path.map((step, index) => stepText(step, index === 0)).join('')
  return text === '' ? WHOLE_FILE : text
}

export function problem(path: Path, message: string): Problem {
  return { path: pathText(path), message }
}

/**
 * All words for what zod finds, given to every parse in place of zod's own: a message says what is wanted, never what
 * was found, since secrets stand in this file. Only names of unknown keys are repeated, and under `auth` not even these.
 */
export function wordsFor(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${WANTED[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'unrecognized_keys':
      return unknownKeys(issue.path ?? [], issue.keys)
    default:
      return 'is not valid'
  }
}

const WANTED: { readonly [expected: string]: string } = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

function unknownKeys(path: Path, keys: readonly string[]): string {
  if (path.some((step) => step === 'auth' || step === 'credentials')) {
    return `has ${keys.length} unknown key(s); the names are not shown, they may be secret`
  }
  const names = keys.slice(0, 5).map((key) => JSON.stringify(key.slice(0, 60)))
  const more = keys.length > names.length ? ` and ${keys.length - names.length} more` : ''
  if (path.at(-1) === 'severity')
    return `no event kinds whose severity can be chosen: ${names.join(', ')}${more}`
  return `unknown key(s): ${names.join(', ')}${more}`
}

function stepText(step: PropertyKey, isFirst: boolean): string {
  if (typeof step === 'number') return `[${step}]`
  return isFirst ? String(step) : `.${String(step)}`
}
