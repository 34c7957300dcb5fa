/** Whether a configured name stands for several: it has a `*`. */
export function isPattern(text: string): boolean {
  return text.includes('*')
}

/**
 * Whether `name` is `pattern` with any text in place of each `*`. Linear in the name for each part:
 * a regular expression made of somebody's pattern could be made to take for ever.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return pattern === name
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false
  let from = first.length
  const until = name.length - last.length
  for (const part of rest) {
    const found = name.indexOf(part, from)
    if (found === -1 || found + part.length > until) return false
    from = found + part.length
  }
  return true
}
