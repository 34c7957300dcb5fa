import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type SimulatedFeldera,
  type SimulatedFelderaOptions,
  startSimulatedFeldera,
} from '../../infra/local/simulated-feldera/server.ts'
import { u64 } from '../support/listings.ts'

const T0 = Date.UTC(2026, 10, 1)

let directory: string
let nowMs: number
let running: SimulatedFeldera[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'simulated-feldera-'))
  nowMs = T0
  running = []
})

afterEach(async () => {
  await Promise.all(running.map((feldera) => feldera.stop()))
  rmSync(directory, { recursive: true })
})

async function start(options: Partial<SimulatedFelderaOptions> = {}): Promise<SimulatedFeldera> {
  const feldera = await startSimulatedFeldera({
    stateFile: join(directory, 'feldera.json'),
    clock: { now: () => nowMs },
    random: Math.random,
    story: false,
    pipelines: [{ name: 'orders', fingerprint: 14128757731148314856n }],
    ...options,
  })
  running.push(feldera)
  return feldera
}

interface Got {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

async function get({ url }: SimulatedFeldera, path: string, init: RequestInit = {}): Promise<Got> {
  const response = await fetch(`${url}${path}`, init)
  return { status: response.status, headers: response.headers, body: await response.text() }
}

test('a checkpoint has all six keys and exact integers on the wire, oldest first', async () => {
  const feldera = await start()
  const first = feldera.checkpoint('orders', {
    size: u64('123456'),
    steps: u64('7'),
    processed_records: u64('42'),
  })
  nowMs += 1_000
  const none = { size: null, steps: null, processed_records: null }
  const second = feldera.checkpoint('orders', { ...none, fingerprint: u64('18446744073709551615') })
  const { status, headers, body } = await get(feldera, '/v0/pipelines/orders/checkpoints')
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('application/json')
  expect(body).toBe(
    `[{"uuid":"${first.uuid}","identifier":null,"fingerprint":14128757731148314856,"size":123456,"steps":7,"processed_records":42},` +
      `{"uuid":"${second.uuid}","identifier":null,"fingerprint":18446744073709551615,"size":null,"steps":null,"processed_records":null}]`,
  )
})

test('an alteration by one is on the wire, in the list and in the status', async () => {
  const feldera = await start()
  feldera.checkpoint('orders')
  feldera.alter('orders')
  const list = await get(feldera, '/v0/pipelines/orders/checkpoints')
  const status = await get(feldera, '/v0/pipelines?selector=status')
  expect(list.body).toContain('"fingerprint":14128757731148314857,')
  expect(status.body).toContain('"fingerprint":14128757731148314857,')
})

test('a stopped pipeline answers 503 as Feldera words it and asks for patience', async () => {
  const feldera = await start()
  feldera.stopPipeline('orders')
  const { status, headers, body } = await get(feldera, '/v0/pipelines/orders/checkpoints')
  expect(status).toBe(503)
  expect(headers.get('retry-after')).toBe('5')
  expect(headers.get('content-type')).toBe('application/json')
  expect(body).toBe(
    '{"message":"Unable to interact with pipeline because the deployment status (stopped) indicates it is not (yet) fully provisioned pipeline-id=N/A pipeline-name=\\"orders\\"","error_code":"PipelineInteractionNotDeployed","details":{"pipeline_name":"orders","status":"Stopped","desired_status":"Stopped"}}',
  )
})

test('an unknown or removed pipeline answers 404 as Feldera words it', async () => {
  const feldera = await start()
  feldera.removePipeline('orders')
  for (const path of ['checkpoints', 'events?selector=all']) {
    const { status, body } = await get(feldera, `/v0/pipelines/orders/${path}`)
    expect(status).toBe(404)
    expect(body).toBe(
      '{"message":"Unknown pipeline name \'orders\'","error_code":"UnknownPipelineName","details":{"pipeline_name":"orders"}}',
    )
  }
})

test('a name is decoded, and a path that is no path is refused without harm', async () => {
  const feldera = await start()
  expect((await get(feldera, '/v0/pipelines/%6Frders/checkpoints')).status).toBe(200)
  expect((await get(feldera, '/v0/pipelines/%zz/checkpoints')).body).toContain('"pipeline_name":"%zz"')
  expect((await get(feldera, '//')).status).toBe(400)
  expect((await get(feldera, '/healthz')).status).toBe(200)
})

test('the status shows the last checkpoint of a stopped pipeline, and null once its storage is cleared', async () => {
  const feldera = await start()
  const last = feldera.stopPipeline('orders')
  const [stopped] = JSON.parse((await get(feldera, '/v0/pipelines?selector=status')).body)
  expect(stopped).toMatchObject({
    name: 'orders',
    created_at: '2026-11-01T00:00:00.000Z',
    platform_version: '0.337.0',
    program_version: 1,
    program_status: 'Success',
    storage_status: 'InUse',
    deployment_id: null,
    deployment_status: 'Stopped',
    deployment_desired_status: 'Stopped',
  })
  expect(stopped.storage_status_details.checkpoints.at(-1).uuid).toBe(last.uuid)
  feldera.clear('orders')
  const [cleared] = JSON.parse((await get(feldera, '/v0/pipelines?selector=status')).body)
  expect(cleared).toMatchObject({ storage_status: 'Cleared', storage_status_details: null })
})

test('the status of a running pipeline names its deployment; a new start is another one', async () => {
  const feldera = await start()
  const [before] = JSON.parse((await get(feldera, '/v0/pipelines?selector=status')).body)
  expect(before).toMatchObject({ deployment_status: 'Running', deployment_desired_status: 'Running' })
  feldera.stopPipeline('orders')
  feldera.startPipeline('orders')
  const [after] = JSON.parse((await get(feldera, '/v0/pipelines?selector=status')).body)
  expect(after.id).toBe(before.id)
  expect(after.deployment_id).toMatch(/^[0-9a-f-]{36}$/)
  expect(after.deployment_id).not.toBe(before.deployment_id)
})

test('a pipeline that is created again has another id', async () => {
  const feldera = await start()
  const [before] = JSON.parse((await get(feldera, '/v0/pipelines?selector=status')).body)
  feldera.removePipeline('orders')
  feldera.addPipeline({ name: 'orders' })
  const [after] = JSON.parse((await get(feldera, '/v0/pipelines?selector=status')).body)
  expect(after.id).not.toBe(before.id)
})

test('the list of pipelines is in the order of their ids', async () => {
  const feldera = await start({ pipelines: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name })) })
  const rows: readonly { id: string }[] = JSON.parse(
    (await get(feldera, '/v0/pipelines?selector=status')).body,
  )
  const ids = rows.map(({ id }) => id)
  expect(ids).toHaveLength(6)
  expect(ids).toEqual(ids.toSorted())
})

test('the big listing, with programs and secrets, is not simulated and says so', async () => {
  const feldera = await start()
  expect((await get(feldera, '/v0/pipelines?selector=all')).status).toBe(400)
  expect((await get(feldera, '/v0/pipelines')).status).toBe(400)
})

test('the events show past lists, newest first, with details for selector=all only', async () => {
  const feldera = await start()
  nowMs += 10_000
  const first = feldera.checkpoint('orders')
  nowMs += 10_000
  feldera.alter('orders')
  const { body } = await get(feldera, '/v0/pipelines/orders/events?selector=all')
  expect(body).toContain('"fingerprint":14128757731148314856')
  expect(body).toContain('"fingerprint":14128757731148314857')
  const events: readonly {
    recorded_at: string
    storage_status_details: { checkpoints: readonly { uuid: string }[] }
  }[] = JSON.parse(body)
  expect(events.map((event) => event.recorded_at)).toEqual([
    '2026-11-01T00:00:20.000Z',
    '2026-11-01T00:00:10.000Z',
    '2026-11-01T00:00:00.000Z',
  ])
  expect(events.map((event) => event.storage_status_details.checkpoints.map(({ uuid }) => uuid))).toEqual([
    [first.uuid],
    [first.uuid],
    [],
  ])
  const brief = await get(feldera, '/v0/pipelines/orders/events')
  expect(brief.body).not.toContain('storage_status_details')
})

test('a change that came too soon for the monitor is noted when it looks again', async () => {
  const feldera = await start()
  nowMs += 5_000
  feldera.checkpoint('orders')
  const soon = JSON.parse((await get(feldera, '/v0/pipelines/orders/events?selector=all')).body)
  nowMs += 5_000
  const later = JSON.parse((await get(feldera, '/v0/pipelines/orders/events?selector=all')).body)
  expect([soon.length, later.length]).toEqual([1, 2])
})

test('Feldera’s own clients find an Enterprise edition of version 0.337.0', async () => {
  const feldera = await start()
  const { body } = await get(feldera, '/v0/config')
  expect(JSON.parse(body)).toMatchObject({ edition: 'Enterprise', version: '0.337.0' })
})

test('outside /v0 every path is the web console, in HTML and with 200; within it an unknown path is an empty 404', async () => {
  const feldera = await start()
  for (const path of ['/', '/pipelines/orders/checkpoints', '/feldera/v0/pipelines']) {
    const { status, headers, body } = await get(feldera, path)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html')
    expect(body).toMatch(/^<!doctype html>/)
  }
  expect(await get(feldera, '/v0/nothing')).toMatchObject({ status: 404, body: '' })
  expect(await get(feldera, '/v0/config', { method: 'POST' })).toMatchObject({ status: 405, body: '' })
})

test('with an API key only its bearer is answered, except about health', async () => {
  const feldera = await start({ apiKey: 'apikey:secret' })
  const path = '/v0/pipelines/orders/checkpoints'
  const wrong = await get(feldera, path, { headers: { Authorization: 'Bearer apikey:other' } })
  expect(wrong).toMatchObject({
    status: 401,
    body: '{"message":"Unauthorized API key","error_code":"AuthenticationFailed"}',
  })
  const silent = await get(feldera, path)
  expect(silent).toMatchObject({ status: 401, body: '' })
  expect(silent.headers.get('www-authenticate')).toMatch(/^Bearer/)
  const right = await get(feldera, path, { headers: { Authorization: 'Bearer apikey:secret' } })
  expect(right).toMatchObject({ status: 200, body: '[]' })
  expect(await get(feldera, '/healthz')).toMatchObject({ status: 200, body: '{"status":"healthy"}' })
})

test('without an API key one that is sent is ignored', async () => {
  const feldera = await start()
  const { status } = await get(feldera, '/v0/config', { headers: { Authorization: 'Bearer x' } })
  expect(status).toBe(200)
})

test('a command that Feldera could not do throws and changes nothing', async () => {
  const feldera = await start()
  expect(() => feldera.lose('orders')).toThrow(/cannot lose orders/)
  expect(() => feldera.clear('orders')).toThrow(/it is running/)
  expect(() => feldera.checkpoint('nothing')).toThrow(/no such pipeline/)
  expect((await get(feldera, '/v0/pipelines/orders/checkpoints')).body).toBe('[]')
})
