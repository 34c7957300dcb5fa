import type { SourceMap } from 'node:module'

/**
 * What every bundle begins with: stack traces say positions in our sources. `--enable-source-maps` does that as well, but reads every map at
 * every start and counts its code's lines, a tenth of a cold start. Here a map is read when the first stack trace asks for it.
 */
const maps = new Map<string, SourceMap | undefined>()

/** A place in a stack; V8 gives it words, which Node's types do not say. */
interface Site extends NodeJS.CallSite {
  readonly toString: () => string
}

Error.prepareStackTrace = (error, sites: readonly Site[]) =>
  [Error.prototype.toString.call(error), ...sites.map(inOurWords)].join('\n    at ')

function inOurWords(site: Site): string {
  const [file, line, column] = [site.getFileName(), site.getLineNumber(), site.getColumnNumber()]
  const map = file?.startsWith('file:') ? mapOf(file) : undefined
  if (map === undefined || line === null || column === null) return site.toString()
  const origin = map.findOrigin(line, column)
  if (!('fileName' in origin)) return site.toString()
  // Without the function's name, which the minifier took: the position says which one it is.
  const place = `${origin.fileName.replace(/^(?:\.\.\/)+/, '')}:${origin.lineNumber}:${origin.columnNumber}`
  return site.isAsync() ? `async ${place}` : place
}

/** The map beside a file of the bundle; undefined where it has none, because nothing in it is ours. */
function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(new URL(`${file}.map`)))
  return maps.get(file)
}

function readMap(url: URL): SourceMap | undefined {
  const { existsSync, readFileSync } = process.getBuiltinModule('node:fs')
  if (!existsSync(url)) return undefined
  return new (process.getBuiltinModule('node:module').SourceMap)(JSON.parse(readFileSync(url, 'utf8')))
}
