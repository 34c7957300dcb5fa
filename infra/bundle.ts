import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { buildSync } from 'esbuild'

const ROOT = resolve(import.meta.dirname, '..')
const HTTP = join(import.meta.dirname, 'http-without-fetch.ts')

export interface ShippedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Writes one Lambda's code into `directory`, which it empties first: `index.mjs`, the chunks that it loads only when they are
 * needed, their source maps, and the files beside it.
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
    alias: { 'node:http': HTTP, http: HTTP },
    minify: true,
    keepNames: true,
    sourcemap: 'linked',
    // The stack trace needs positions only, and the map is read at the first error of a cold start.
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
  })
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  for (const { path, contents } of outputFiles) writeFileSync(join(directory, basename(path)), contents)
  for (const { name, bytes } of beside) writeFileSync(join(directory, name), bytes)
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
