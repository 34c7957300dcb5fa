import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { buildSync } from 'esbuild'

const ROOT = resolve(import.meta.dirname, '..')

export interface ShippedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Writes one Lambda's code into `directory`, which it empties first: `index.mjs`, its source map, and the files beside it.
 * The same sources give the same bytes wherever they are written, so the asset's hash moves only with the code.
 */
export function bundle(entry: string, directory: string, beside: readonly ShippedFile[]): void {
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    // Not written there: a fixed place keeps the paths in the source map the same for every directory.
    outfile: join(ROOT, 'dist', 'index.mjs'),
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
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

/** Size of the code that a cold start parses, without its source map. */
export function bundleSizeBytes(directory: string): number {
  return statSync(join(directory, 'index.mjs')).size
}
