import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { createFeldera } from '../../../lambdas/recorder/feldera/feldera.ts'
import { createAgents, exchange } from '../../../lambdas/recorder/feldera/http.ts'
import { createReach } from '../../../lambdas/recorder/feldera/reach.ts'
import { systemClock } from '../../../lambdas/recorder/system-clock.ts'

const METADATA = [
  '169.254.169.254',
  '169.254.170.2',
  '[fe80::1]',
  '[fd00:ec2::254]',
  '[fd00:ec2::23]',
  '[::ffff:169.254.169.254]',
  '0.0.0.0',
  '[::]',
  '224.0.0.1',
  '255.255.255.255',
]
const LOOPBACK = ['127.0.0.1', '127.9.9.9', '[::1]', '[::ffff:127.0.0.1]', 'localhost', 'a.localhost.']

describe('what the recorder may reach', () => {
  it('is never what only this machine can reach', () => {
    for (const loopback of [true, false])
      for (const host of METADATA) expect(createReach({ loopback }).refuses(host), host).toBe(true)
  })

  it('is this machine itself only where it is told so: in Lambda the runtime listens there', () => {
    for (const host of LOOPBACK) {
      expect(createReach({ loopback: false }).refuses(host), host).toBe(true)
      expect(createReach({ loopback: true }).refuses(host), host).toBe(false)
    }
  })

  it('is any other address, public or private, and names are judged by what they resolve to', () => {
    const { refuses } = createReach({ loopback: false })
    for (const host of ['10.0.0.1', '192.168.1.1', '[2001:db8::1]', '203.0.113.7', 'feldera.example.com'])
      expect(refuses(host), host).toBe(false)
  })
})

describe('a request', () => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.end('[]')
  })

  afterEach(() => {
    server.close()
  })

  async function ask(host: string, loopback: boolean) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const agents = createAgents({ loopback })
    const limits = { answerMs: 5_000, bodyBytes: 1_000 }
    const request = { method: 'GET' as const, url: `http://${host}:${port}/`, headers: {} }
    return exchange({ agents, clock: systemClock, limits }, request)
  }

  // A number is the same address in another form; a name is resolved, and its answer judged.
  it.each(['127.0.0.1', '2130706433', '0x7f.1', 'localhost'])(
    'to %s does not leave where this machine may not be asked',
    async (host) => {
      asked = 0
      expect(await ask(host, false)).toMatchObject({
        kind: 'incomplete',
        reason: 'network',
        detail: 'the connection failed (ADDRESS_REFUSED)',
        isRefusedByUs: true,
      })
      expect(asked).toBe(0)
    },
  )

  it('to this machine is answered where it may be asked', async () => {
    expect(await ask('localhost', true)).toMatchObject({ kind: 'answered', status: 200 })
  })
})

describe('a source at an address that we refuse', () => {
  // As a literal it is refused before, as a name when it is resolved.
  it.each(['http://169.254.169.254', 'http://2852039166', 'http://localhost:1'])(
    '%s is tried once: what we refuse we refuse again',
    async (url) => {
      const waits: number[] = []
      const clock = { now: () => 0, sleep: async (ms: number) => void waits.push(ms) }
      const feldera = createFeldera({ environment: {}, clock, random: () => 0.5, loopback: false })
      const source = { name: 'prod', url, auth: { kind: 'none' as const }, tenant: null, pipelines: [] }
      const { answers, list } = await feldera.listPipelines(source)
      expect(list).toMatchObject({ kind: 'not-had', reason: 'network' })
      expect(answers).toHaveLength(1)
      expect(waits).toEqual([])
    },
  )
})
