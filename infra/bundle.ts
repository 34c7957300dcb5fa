import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { buildSync, type OutputFile } from 'esbuild'
import * as z from 'zod'

const ROOT = resolve(import.meta.dirname, '..')
// What an ES module imports of Node's own it evaluates whole; these have parts that take long (builtins/).
const BUILTINS = Object.fromEntries(
  ['http', 'process', 'util'].flatMap((name) => {
    const file = join(import.meta.dirname, 'builtins', `${name}.ts`)
    return [
      [name, file],
      [`node:${name}`, file],
    ]
  }),
)
const MAPPED_STACKS = join(import.meta.dirname, 'mapped-stacks.ts')

export interface ShippedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Writes one Lambda's code into `directory`, which it empties first: `index.mjs`, the chunks that it loads only when they are
 * needed, the source maps of those that have code of ours, and the files beside it.
 * The same sources give the same bytes wherever they are written, so the asset's hash moves only with the code.
 */
export function bundle(entry: string, directory: string, beside: readonly ShippedFile[]): void {
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: { index: entry },
    // Not written there: a fixed place keeps the paths in the source maps the same for every directory.
    outdir: join(ROOT, 'dist'),
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    // What is imported lazily must not be parsed by every cold start: the clients of KMS and Secrets Manager, logging in by SSO …
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: BUILTINS,
    inject: [MAPPED_STACKS],
    // Names of functions as well: to keep each takes a call at every start, and stack traces have positions (mapped-stacks.ts).
    minify: true,
    // Named below, where it has something to say.
    sourcemap: 'external',
    // The stack trace needs positions only.
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
  })
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  const mapped = new Set(outputFiles.filter(isMapOfOurs).map(({ path }) => path))
  for (const { path, contents } of outputFiles) {
    const file = join(directory, basename(path))
    if (path.endsWith('.map') && !mapped.has(path)) continue
    writeFileSync(file, contents)
    if (mapped.has(`${path}.map`)) appendFileSync(file, `//# sourceMappingURL=${basename(path)}.map\n`)
  }
  for (const { name, bytes } of beside) writeFileSync(join(directory, name), bytes)
}

/** Of the SDK nobody here mends lines, and its maps are most of their bytes. */
function isMapOfOurs({ path, contents }: OutputFile): boolean {
  if (!path.endsWith('.map')) return false
  const { sources } = z
    .object({ sources: z.array(z.string()) })
    .parse(JSON.parse(Buffer.from(contents).toString('utf8')))
  return sources.some((source) => !source.includes('node_modules/'))
}

const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*"\.\/([^"]+\.mjs)"/g

/** Size of the code that a cold start parses: the entry and every chunk that it imports at once; without source maps. */
export function bundleSizeBytes(directory: string): number {
  const parsed = new Set<string>()
  const waiting = ['index.mjs']
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (parsed.has(name)) continue
    parsed.add(name)
    const code = readFileSync(join(directory, name), 'utf8')
    waiting.push(...[...code.matchAll(STATIC_IMPORT)].flatMap(([, chunk]) => chunk ?? []))
  }
  return [...parsed].reduce((sum, name) => sum + statSync(join(directory, name)).size, 0)
}
