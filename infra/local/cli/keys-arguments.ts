import { parseDuration } from '../../../lambdas/domain/duration.ts'
import { errorText } from '../../../lambdas/domain/log-line.ts'
import { isRole, type Role } from '../../../lambdas/publisher/access/caller.ts'
import { isKeyId, keyIdIn } from '../../../lambdas/publisher/access/key-text.ts'
import { isKeyName } from '../../../lambdas/publisher/access/manage-keys.ts'
import { DEFAULT_DATA } from '../data-directory.ts'
import { readOptions } from '../read-options.ts'
import { Refused } from '../refused.ts'

/** What `npm run ledger -- keys …` can be asked for. */

export const KEYS_USAGE = `  keys create --name NAME --role read|operate [--expires 90d]  a key for the HTTP API, shown this once
  keys list                                                    all keys, never their text
  keys revoke ID                                               ends a key; its record stays
         keys take --stack NAME instead of --data for a deployment in AWS, with your own credentials`

export type KeysAction =
  | {
      readonly kind: 'create'
      readonly name: string
      readonly role: Role
      readonly expiresInMs: number | null
    }
  | { readonly kind: 'list' }
  | { readonly kind: 'revoke'; readonly id: string }

/** Whose keys: those of a data directory, or those of a deployed stack. */
export type KeysPlace = { readonly data: string } | { readonly stack: string }

export interface KeysAsked {
  readonly action: KeysAction
  readonly place: KeysPlace
  readonly json: boolean
}

/** The words behind `keys`; refuses, with all that is wrong, what it does not know. */
export function readKeysArguments(args: readonly string[]): KeysAsked {
  const { values, positionals } = parsed(args)
  if (values.data !== undefined && values.stack !== undefined)
    throw new Refused('keys: either --data or --stack: there are two places, and one is meant')
  const place = values.stack === undefined ? { data: values.data ?? DEFAULT_DATA } : { stack: values.stack }
  return { action: actionIn(positionals, values), place, json: values.json }
}

interface Words {
  readonly name?: string | undefined
  readonly role?: string | undefined
  readonly expires?: string | undefined
}

function actionIn([verb, ...operands]: readonly string[], words: Words): KeysAction {
  if (verb !== 'create' && verb !== 'list' && verb !== 'revoke') throw new Refused(KEYS_USAGE)
  const foreign = (['name', 'role', 'expires'] as const).filter((flag) => words[flag] !== undefined)
  if (verb !== 'create' && foreign.length > 0)
    throw new Refused(`keys ${verb} knows no --${foreign.join(', --')}\n${KEYS_USAGE}`)
  if (operands.length !== (verb === 'revoke' ? 1 : 0))
    throw new Refused(`keys ${verb}: not so many words\n${KEYS_USAGE}`)
  if (verb === 'create') return creationIn(words)
  return verb === 'list' ? { kind: 'list' } : { kind: 'revoke', id: idIn(operands[0] ?? '') }
}

function creationIn({ name = '', role, expires }: Words): KeysAction {
  const expiresInMs = expires === undefined ? null : parseDuration(expires)
  const problems = [
    ...(isKeyName(name)
      ? []
      : ['--name: must be 1 to 64 letters, digits and . _ @ -, first a letter or digit']),
    ...(isRole(role) ? [] : ['--role: must be read or operate']),
    ...(expiresInMs === undefined || expiresInMs === 0
      ? [`--expires: ${expires} is no duration (12h, 90d)`]
      : []),
  ]
  if (!isRole(role) || expiresInMs === undefined || problems.length > 0)
    throw new Refused(problems.join('\n'))
  return { kind: 'create', name, role, expiresInMs }
}

/** Whoever found a key somewhere has its text, and not its id. */
function idIn(text: string): string {
  const id = isKeyId(text) ? text : keyIdIn(text)
  if (id === undefined)
    throw new Refused('keys revoke: ID is the 12 characters that `keys list` shows, or the key itself')
  return id
}

function parsed(args: readonly string[]) {
  try {
    const options = {
      data: { type: 'string' },
      stack: { type: 'string' },
      json: { type: 'boolean', default: false },
      name: { type: 'string' },
      role: { type: 'string' },
      expires: { type: 'string' },
    } as const
    return readOptions(args, options, true)
  } catch (error) {
    throw new Refused(`${errorText(error)}\n${KEYS_USAGE}`, { cause: error })
  }
}
