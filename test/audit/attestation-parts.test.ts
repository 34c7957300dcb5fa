import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { answersIn, bodyOf, holderOf, shownBy } from '../../lambdas/audit/attestation/answers.ts'
import { isSuspectedIn, runIn, sawOf } from '../../lambdas/audit/attestation/runs.ts'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import { seal } from '../../lambdas/domain/entry.ts'
import type { EventData } from '../../lambdas/domain/event.ts'
import { at, checkpoint, timedUuid } from '../support/listings.ts'

const PIPELINE = { source: 'prod', name: 'orders' }
const BODY = `[{"uuid":"${timedUuid(0)}","fingerprint":14128757731148314857}]`

function answer(other: object = {}) {
  const plain = {
    pipeline: 'orders',
    source: 'prod',
    url: 'https://feldera.example.com/v0/pipelines/orders/checkpoints',
    status: 200,
    headers: { 'content-type': 'application/json' },
    requested_at: at(0),
    received_at: at(1),
    sha256: sha256Hex(BODY),
    body: BODY,
  }
  const [kept] = answersIn(gzipSync(`${JSON.stringify({ ...plain, ...other })}\n`))
  if (kept === undefined) throw new Error('no answer')
  return kept
}

function shown(other: object = {}) {
  const kept = answer(other)
  return shownBy(kept, bodyOf(kept, []), PIPELINE)
}

describe('what an answer shows', () => {
  it('is its exact list, when it was received', () => {
    const { uuid } = checkpoint(0)
    const nothing = { identifier: null, size: null, steps: null, processed_records: null }
    expect(shown()).toEqual({
      checkpoints: [{ uuid, fingerprint: '14128757731148314857', ...nothing }],
      receivedAt: at(1),
      by: 'pipeline',
    })
  })

  it.each([
    ['another source’s', { source: 'test' }],
    ['another pipeline’s', { pipeline: 'fraud' }],
    ['an answer from another address', { url: 'https://feldera.example.com/v0/pipelines/fraud/checkpoints' }],
    ['its feed', { url: 'https://feldera.example.com/v0/pipelines/orders/events?selector=all' }],
    ['an error', { status: 503 }],
    ['a half answer', { status: 206 }],
    ['a page', { headers: { 'content-type': 'text/html' } }],
    ['no answer', { status: null, received_at: null, sha256: null, body: null }],
    ['a body that was altered', { body: BODY.replace('7}', '8}') }],
    ['a time that is none', { received_at: 'today' }],
  ])('is nothing where it is %s', (_what, other) => {
    expect(shown(other)).toBeUndefined()
  })

  it('is read from a body of bytes, and from one that was kept earlier', () => {
    const bytes = answer({ body: null, body_base64: Buffer.from(BODY).toString('base64') })
    expect(Buffer.from(bodyOf(bytes, []) ?? []).toString()).toBe(BODY)
    const name = 'ab'.repeat(32)
    const later = answer({ body: null, body_in: name })
    expect([holderOf(later), holderOf(bytes)]).toEqual([name, undefined])
    expect(bodyOf(later, [])).toBeUndefined()
    const other = answer({ body: '[]', sha256: sha256Hex('[]') })
    expect(Buffer.from(bodyOf(later, [other, answer()]) ?? []).toString()).toBe(BODY)
    expect(bodyOf(later, [other])).toBeUndefined()
  })

  it.each([
    ['stopped, with details', { deployment_status: 'Stopped', storage_status: 'InUse' }, true, 1],
    ['stopped, without', { deployment_status: 'Stopped', storage_status: 'InUse' }, false, undefined],
    ['stopped and cleared', { deployment_status: 'Stopped', storage_status: 'Cleared' }, false, 0],
    ['running', { deployment_status: 'Running', storage_status: 'InUse' }, true, undefined],
  ])('of the source’s list: %s', (_what, said, hasDetails, count) => {
    const details = hasDetails ? `,"storage_status_details":{"checkpoints":${BODY}}` : ''
    const id = timedUuid(0)
    const body = `[{"name":"orders","id":"${id}"${details},${JSON.stringify(said).slice(1)}]`
    const url = 'https://feldera.example.com/v0/pipelines?selector=status'
    const list = shown({ pipeline: null, url, body, sha256: sha256Hex(body) })
    expect([list?.by, list?.checkpoints.length]).toEqual([count === undefined ? undefined : 'list', count])
  })
})

describe('what a run says of a pipeline', () => {
  const run = (data: { readonly [key: string]: EventData }, ledger = 'recorder/0') => {
    const completed = { kind: 'run-completed' as const, severity: 'silent' as const }
    const event = { ...completed, data: { started_at: at(0), ...data } }
    const draft = { at: at(1), by: 'recorder', epoch: null, events: [event], evidence: [], ledger, run: 'r' }
    return runIn(seal(undefined, draft))
  }

  it('is that it saw it, unless it names it or its list is cut off', () => {
    const saw = (not_seen: EventData) => sawOf(run({ not_seen }) ?? never(), 'prod/orders')
    expect(saw([])).toBe('seen')
    expect(saw([{ pipeline: 'prod/fraud', reason: 'timeout' }])).toBe('seen')
    expect(saw([{ pipeline: 'prod/orders', reason: 'timeout' }, { more: '3' }])).toBe('not-seen')
    expect(saw([{ pipeline: 'prod/fraud', reason: 'timeout' }, { more: '3' }])).toBe('unsaid')
  })

  it('is that it doubted it, where it names a suspicion', () => {
    const doubted = (suspected: EventData) => isSuspectedIn(run({ suspected }) ?? never(), 'prod/orders')
    expect(doubted([{ pipeline: 'prod/orders', suspicions: ['gone x'] }])).toBe(true)
    expect(doubted([{ pipeline: 'prod/fraud', suspicions: ['gone x'] }])).toBe(false)
  })

  it('is nothing in a ledger that is not the recorder’s', () => {
    expect(run({}, 'prod/orders')).toBeUndefined()
  })
})

function never(): never {
  throw new Error('no run')
}
