import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { PageFile, PageFiles } from '../lambdas/publisher/page-files.ts'

const ROOT = resolve(import.meta.dirname, '..')
const PAGE = join(ROOT, 'lambdas', 'publisher', 'page')

/** Builds the page from its sources. The same sources give the same bytes, in AWS and on one machine. */
export async function bundlePage(): Promise<PageFiles> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { page: join(PAGE, 'main.ts'), 'page-style': join(PAGE, 'page.css') },
    outdir: join(ROOT, 'dist'),
    entryNames: 'page-[hash]',
    write: false,
    bundle: true,
    format: 'esm',
    target: ['chrome123', 'firefox121', 'safari17.5'],
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  })
  const files = outputFiles.map(({ path, contents }) => ({
    name: basename(path),
    bytes: Buffer.from(contents),
  }))
  const named = (end: string): string => files.find(({ name }) => name.endsWith(end))?.name ?? end
  const html = readFileSync(join(PAGE, 'page.html'), 'utf8')
    .replace('page.css', named('.css'))
    .replace('page.js', named('.js'))
    .replaceAll(/\n\s*/g, '\n')
  return {
    '/': fileOf(Buffer.from(html), 'text/html; charset=utf-8', false),
    ...Object.fromEntries(files.map(({ name, bytes }) => [`/${name}`, fileOf(bytes, typeOf(name), true)])),
  }
}

function typeOf(name: string): string {
  return name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8'
}

function fileOf(bytes: Buffer, type: string, isNamedByHash: boolean): PageFile {
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`
  return { type, gzip: gzipSync(bytes, { level: 9 }).toString('base64'), etag, isNamedByHash }
}
