import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

/** Every page that people read, by its path from the root. */
export const PAGES: ReadonlyMap<string, string> = new Map(
  [
    'README.md',
    'SECURITY.md',
    'CONTRIBUTING.md',
    'lambdas/README.md',
    'bench/README.md',
    'test/cases/README.md',
    ...readdirSync(join(ROOT, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ].map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]),
)

export function page(path: string): string {
  const text = PAGES.get(path)
  if (text === undefined) throw new Error(`there is no page ${path}`)
  return text
}

/** The part of a page below a heading, up to the next one of its level or above. */
export function section(path: string, heading: string): string {
  const text = page(path)
  const start = text.indexOf(`\n${heading}\n`)
  if (start === -1) throw new Error(`${path} has no ${heading}`)
  const level = heading.indexOf(' ')
  const rest = text.slice(start + heading.length + 2)
  const end = rest.search(new RegExp(`^#{1,${level}} `, 'm'))
  return end === -1 ? rest : rest.slice(0, end)
}

/** The rows of all tables in a text, cell by cell; without heads, that is, without what stands above `| --- |`. */
export function rows(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n')
  return lines
    .filter(
      (line, i) =>
        line.startsWith('| ') && !line.startsWith('| -') && lines[i + 1]?.startsWith('| -') !== true,
    )
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    )
}

/** What stands between back-ticks. */
export function names(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}

/** The lines of all fenced blocks. */
export function fencedLines(text: string): readonly string[] {
  return fences(text).flatMap(({ body }) => body.split('\n'))
}

/** Fenced blocks with what stands behind their first fence. */
export function fences(text: string): readonly { readonly language: string; readonly body: string }[] {
  return [...text.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gm)].map(([, language = '', body = '']) => ({
    language,
    body,
  }))
}
