import type { Context } from '../context.ts'
import { button, type Described, link } from '../element.ts'
import { keep } from './keeping.ts'

/** An answer that is a document of its own. A link of the browser's bears no token: where one is wanted it is saved instead. */
export function documentLink(
  { api, say, hasToken }: Pick<Context, 'api' | 'say' | 'hasToken'>,
  path: string,
  { words, file, look }: { readonly words: string; readonly file: string; readonly look: 'plain' | 'button' },
): Described {
  if (!hasToken()) return link(path, words, { class: look, target: '_blank', rel: 'noopener' })
  const save = async (): Promise<void> => {
    const refusal = await keep({ api, say }, path, file)
    if (refusal !== undefined) say(refusal)
  }
  return button(words, () => void save(), { class: look, title: `Saves ${file}` })
}
