import { isPattern, matchesPattern } from '../../domain/pattern.ts'

const MAX_NAME_LENGTH = 255

/**
 * Whether a ledger and a URL path can be made of the name or pattern: 1 to 255 characters, without `/` and control
 * characters, not `.` or `..`, which a URL would resolve. Feldera itself allows letters, digits, `-` and `_` only.
 */
export function isPipelineName(text: string): boolean {
  if (text.length === 0 || text.length > MAX_NAME_LENGTH || text === '.' || text === '..') return false
  return text.isWellFormed() && !/[/\p{Cc}]/u.test(text)
}

/**
 * The pipelines of a source that a run asks: those it names, in their order, and those its patterns match.
 * Where the source's list could not be had, patterns keep the names they last matched and still match: nothing is removed by silence.
 * The source controls `listed`: what can be no pipeline's name is left out.
 */
export function watchedPipelines(
  source: { readonly pipelines: readonly string[] },
  listed: readonly string[] | undefined,
  lastMatched: readonly string[],
): readonly string[] {
  const matched = (listed ?? lastMatched).filter(watching(source))
  return [...new Set([...source.pipelines.filter((name) => !isPattern(name)), ...matched])]
}

/** Whether a run asks for the pipeline of this name where the source lists it: for many names, with the list read once. */
export function watching(source: { readonly pipelines: readonly string[] }): (name: string) => boolean {
  const patterns = source.pipelines.filter(isPattern)
  const named = new Set(source.pipelines.filter((name) => !isPattern(name)))
  return (name) =>
    named.has(name) || (isPipelineName(name) && patterns.some((pattern) => matchesPattern(pattern, name)))
}
