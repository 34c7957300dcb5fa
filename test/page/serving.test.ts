import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpServer } from '../../infra/local/http-server.ts'
import { createLocalPage } from '../../infra/local/local-page.ts'
import { bundlePage } from '../../infra/page-bundle.ts'
import { createHttpApi } from '../../lambdas/publisher/http.ts'
import type { PageFiles } from '../../lambdas/publisher/page-files.ts'
import { createShippedPage, SHIPPED_PAGE } from '../../lambdas/publisher/shipped-page.ts'
import { publishing } from '../support/asking.ts'
import { gateWith } from '../support/gate.ts'

const MOST_BYTES = 60_000
const KEY = 'a-key'

let shipped: PageFiles
let server: Awaited<ReturnType<typeof startHttpServer>>

beforeAll(async () => {
  shipped = await bundlePage()
  const { ports } = await publishing()
  const api = createHttpApi({ ...ports, admit: gateWith(KEY), page: createLocalPage() })
  server = await startHttpServer(api, { host: '127.0.0.1', port: 0 })
})
afterAll(() => server.stop())

const get = (path: string, more: RequestInit = {}) => fetch(`${server.url}${path}`, more)
const pathOf = (end: string): string => Object.keys(shipped).find((path) => path.endsWith(end)) ?? ''

describe('the page', () => {
  it(`is at most ${MOST_BYTES / 1_000} kB in all, as it travels`, () => {
    const bytes = Object.values(shipped).reduce(
      (sum, { gzip }) => sum + Buffer.from(gzip, 'base64').length,
      0,
    )
    console.log(`the page: ${bytes} bytes of gzip`)
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES)
  })

  it('is for everybody, while its answers want a token', async () => {
    for (const path of Object.keys(shipped)) expect((await get(path)).status).toBe(200)
    expect((await get('/v0/overview')).status).toBe(401)
    expect((await get('/page-AAAAAAAA.txt')).status).toBe(401)
  })

  it('is on one machine, byte for byte, what is shipped to AWS', async () => {
    for (const [path, { gzip, type }] of Object.entries(shipped)) {
      const response = await get(path)
      expect(response.headers.get('content-type')).toBe(type)
      expect(await response.text()).toBe(gunzipSync(Buffer.from(gzip, 'base64')).toString('utf8'))
    }
  })

  it('lets nothing in but its own files, and text become markup nowhere', async () => {
    const policy = (await get('/')).headers.get('content-security-policy')
    expect(policy?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ])
    const { headers } = await get('/')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('has nothing inline that its policy would have to allow', async () => {
    const html = await (await get('/')).text()
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=/)
  })

  it('is asked for again each time, its parts never: their names change with their bytes', async () => {
    const root = await get('/')
    expect(root.headers.get('cache-control')).toBe('no-cache')
    const etag = root.headers.get('etag') ?? ''
    const again = await get('/', { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect((await get('/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
    for (const end of ['.js', '.css']) {
      expect((await get(pathOf(end))).headers.get('cache-control')).toBe(
        'public, max-age=31536000, immutable',
      )
    }
  })

  it('goes out compressed where the client takes that, and only then', async () => {
    const zipped = await get(pathOf('.js'), { headers: { 'accept-encoding': 'br, gzip;q=0.5' } })
    expect(zipped.headers.get('content-encoding')).toBe('gzip')
    for (const coding of ['identity', 'gzip;q=0', 'br']) {
      const plain = await get(pathOf('.js'), { headers: { 'accept-encoding': coding } })
      expect(plain.headers.get('content-encoding')).toBeNull()
      expect(await plain.text()).toBe(await (await get(pathOf('.js'))).text())
    }
  })

  it('answers HEAD without a body, and no other method', async () => {
    const head = await get('/', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const post = await get('/', { method: 'POST' })
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  it('has no file of an older version: whoever asks for one is told so', async () => {
    const headers = { authorization: `Bearer ${KEY}` }
    expect((await get('/page-AAAAAAAA.js', { headers })).status).toBe(404)
  })
})

describe('the shipped page', () => {
  it('is read from the file beside the code, once, and at the first request only', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'shipped-page-'))
    const file = join(directory, SHIPPED_PAGE)
    const read = createShippedPage(pathToFileURL(file))
    writeFileSync(file, JSON.stringify(shipped))
    expect(await read()).toEqual(shipped)
    rmSync(directory, { recursive: true })
    expect(await read()).toEqual(shipped)
  })
})
