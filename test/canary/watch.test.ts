import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CANARY } from './canary.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'leaks-'))
})

afterEach(() => rmSync(directory, { recursive: true }))

/** Where a process was seen to leak that runs this; its reports are its own. */
function leaksOf(script: string): readonly string[] {
  const begin = `
    const secret = process.env.SECRET
    const file = ${JSON.stringify(join(directory, 'kept'))};
  `
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', begin + script], {
    encoding: 'utf8',
    env: { ...process.env, CANARY_REPORTS: directory, SECRET: CANARY },
  })
  expect(status, stderr).toBe(0)
  const reports = readdirSync(directory).filter((name) => name.endsWith('.json'))
  return reports.map(
    (name) => (JSON.parse(readFileSync(join(directory, name), 'utf8')) as { where: string }).where,
  )
}

describe('a leak', () => {
  it.each<readonly [string, string, string]>([
    ['into the log', 'process.stdout.write(`{"token":"${secret}"}`)', 'stdout'],
    [
      'into an error that ends a process',
      'process.stderr.write(new Error(`401: ${secret}`).stack)',
      'stderr',
    ],
    ['of half of it', 'process.stdout.write(secret.slice(5, 20))', 'stdout'],
    ['in base64, wherever it begins', 'process.stderr.write(btoa(`client:${secret}`))', 'stderr'],
    ['in hex', "process.stdout.write(Buffer.from(secret).toString('hex'))", 'stdout'],
    ['into a file', "(await import('node:fs')).writeFileSync(file, secret)", 'fs.writeFileSync'],
    [
      'through a handle',
      "await (await (await import('node:fs/promises')).open(file, 'w')).writeFile(secret)",
      'file.writeFile',
    ],
    [
      'into an object that is packed',
      "(await import('node:fs')).writeFileSync(file, (await import('node:zlib')).gzipSync(secret))",
      'fs.writeFileSync',
    ],
    [
      'into what is kept in memory, which is hashed first',
      "(await import('node:crypto')).createHash('sha256').update('x'.repeat(300) + secret)",
      'hash.update',
    ],
    [
      'into what is hashed in one call',
      "(await import('node:crypto')).hash('sha256', 'x'.repeat(300) + secret)",
      'hash',
    ],
    [
      'into an item whose state is compressed',
      `const { brotliCompressSync } = await import('node:zlib')
       const B = brotliCompressSync('x'.repeat(99) + secret).toString('base64')
       const http = await import('node:http')
       const server = http.createServer((_, response) => response.end()).listen(0, () => {
         const { port } = server.address()
         http.request({ port, method: 'POST' }, () => server.close()).end(JSON.stringify({ Item: { state: { B } } }))
       })`,
      'request.end',
    ],
  ])('%s is found', (_what, script, where) => {
    expect(leaksOf(script)).toContain(where)
  })

  it('of a process that another one starts is found', () => {
    expect(
      leaksOf(
        "(await import('node:child_process')).execFileSync(process.execPath, ['-e', 'console.log(process.env.SECRET)'])",
      ).length,
    ).toBeGreaterThan(0)
  })

  it('is looked for once, though a worker loads the watch with every file that it lives through', () => {
    const leaks = leaksOf(`
      const { hash } = await import('node:crypto')
      const { write } = process.stdout
      const [, url] = process.env.NODE_OPTIONS.match(/--import=(\\S+watch.mjs)/)
      await import(url + '?again')
      if (process.stdout.write !== write || (await import('node:crypto')).hash !== hash) throw new Error('twice')
      process.stdout.write(secret)
    `)
    expect(leaks).toEqual(['stdout'])
  })

  it('is none where a key is compared by its hash, or sent as what it is', () => {
    expect(
      leaksOf(`
        (await import('node:crypto')).createHash('sha256').update(secret)
        const http = await import('node:http')
        const server = http.createServer((_, response) => response.end()).listen(0, () => {
          const headers = { authorization: 'Bearer ' + secret }
          http.request({ port: server.address().port, headers }, () => server.close()).end()
        })
      `),
    ).toEqual([])
  })
})

it('this very run is watched', () => {
  expect(process.env['CANARY_WATCHED']).toBe(CANARY)
  expect(process.env['NODE_OPTIONS']).toContain('watch.mjs')
})
