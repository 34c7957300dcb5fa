import type { Context } from '../context.ts'
import type { Api } from './api.ts'
import { wordsOf } from './asked.ts'

const REVOKE_AFTER_MS = 60_000

/** Saves an answer as a file. By a request of ours and not by a plain link: a link carries no token. */
export async function keep(
  { api, say }: { readonly api: Api; readonly say: Context['say'] },
  path: string,
  name: string,
): Promise<string | undefined> {
  const got = await api.file(path)
  if (got.kind !== 'ok') return wordsOf(got)
  keepBlob(got.value, name)
  say(`${name} saved`)
  return undefined
}

export function keepBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name.replaceAll(/[^\w.-]+/g, '-')
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS)
}
