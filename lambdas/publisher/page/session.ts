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
  readonly actor: string | null
  readonly mayAct: boolean
}

const MAY_ACT = 'operate'

/** Where the server knows no callers it is one's own machine, and whoever reaches it may do everything. */
export async function askCaller(api: Api): Promise<Caller> {
  const got = await api.json<{ readonly actor?: string; readonly roles?: readonly string[] }>('/v0/caller')
  if (got.kind === 'ok') {
    const { actor = null, roles = [] } = got.value
    return { actor, mayAct: roles.includes(MAY_ACT) }
  }
  return { actor: null, mayAct: got.kind === 'refused' && got.status === 404 }
}
