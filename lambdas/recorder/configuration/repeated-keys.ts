// In JSON a string before a colon is a key, and no other string stands before one.
const TOKEN = /"(?:[^"\\]|\\.)*"(?<colon>\s*:)?|[{}[\]]/g

/** Where keys stand that their object had before, as UTF-16 indexes. The text must be JSON; `JSON.parse` keeps the last of them without a word. */
export function repeatedKeys(text: string): readonly number[] {
  const open: Set<string>[] = []
  const repeated: number[] = []
  for (const { 0: token, index, groups } of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set())
    else if (token === '}' || token === ']') open.pop()
    else if (groups?.['colon'] !== undefined) {
      // Read, since a key may be written in several ways: "url" and "\u0075rl" are one.
      const key: unknown = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1))
      const keys = open.at(-1)
      if (keys?.has(String(key))) repeated.push(index)
      keys?.add(String(key))
    }
  }
  return repeated
}
