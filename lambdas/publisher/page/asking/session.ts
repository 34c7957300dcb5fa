import type { Caller as Known } from '../../access/caller.ts'
import type { Api } from './api.ts'

const KEY = 'checkpoint-ledger-token'

/** The token lives as long as the tab: it is in no cookie, no address and no other tab. */
export function readToken(): string | null {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}

export function keepToken(token: string | null): void {
  try {
    if (token === null) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, token)
  } catch {
    // A browser that keeps nothing asks again at the next visit.
  }
}

/** Who one is to the server, and whether one may act. */
export interface Caller {
  readonly actor: string
  readonly mayAct: boolean
}

/** Undefined where it could not be had: who is not known is shown no action, and it is asked again. */
export async function askCaller(api: Api): Promise<Caller | undefined> {
  const got = await api.json<Known>('/v0/caller')
  if (got.kind !== 'ok') return undefined
  const { actor, roles } = got.value
  return { actor, mayAct: roles.includes('operate') }
}
