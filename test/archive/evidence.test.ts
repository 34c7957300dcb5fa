import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Answer, evidenceLine, evidenceObject, writtenBody } from '../../lambdas/archive/evidence.ts'
import { at } from '../support/listings.ts'

const subject = { source: 'prod', pipeline: 'orders' }
const answer: Answer = {
  url: 'http://feldera/v0/pipelines/orders/checkpoints',
  status: 200,
  headers: { date: 'Sun, 01 Nov 2026 00:00:00 GMT' },
  requestedAt: at(0),
  receivedAt: at(1),
  body: Buffer.from('[]'),
}
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('an answer as it is kept', () => {
  it('has every member of the contract, and the hash of its body', () => {
    const { text, sha256: hash } = evidenceLine(subject, answer)
    expect(hash).toBe(sha256(Buffer.from('[]')))
    expect(JSON.parse(text)).toEqual({
      pipeline: 'orders',
      source: 'prod',
      url: answer.url,
      status: 200,
      headers: answer.headers,
      requested_at: at(0),
      received_at: at(1),
      sha256: hash,
      body: '[]',
    })
  })

  it.each([Buffer.from('[]'), Buffer.from([0xff]), null])(
    'is written in the order of the contract, its body before or now: %j',
    (body) => {
      const { text, sha256: hash } = evidenceLine(subject, { ...answer, body })
      const keys = ['pipeline', 'source', 'url', 'status', 'headers', 'requested_at', 'received_at', 'sha256']
      expect(Object.keys(JSON.parse(text)).slice(0, 9)).toEqual([...keys, 'body'])
      expect(text).toBe(JSON.stringify(JSON.parse(text)))
      const written = writtenBody(body)
      expect(evidenceLine(subject, { ...answer, body, written })).toEqual({ text, sha256: hash })
    },
  )

  it('that never came is kept as such: no body, no hash', () => {
    const none = { ...answer, status: null, receivedAt: null, body: null }
    const { text, sha256: hash } = evidenceLine({ source: 'prod', pipeline: null }, none)
    expect(hash).toBeNull()
    expect(JSON.parse(text)).toMatchObject({ pipeline: null, status: null, received_at: null, body: null })
    expect(JSON.parse(text)).not.toHaveProperty('body_base64')
  })

  it.each([
    ['text', Buffer.from('{"a":"é"}')],
    ['text behind a byte order mark', Buffer.from('\uFEFF[]')],
    ['nothing', Buffer.alloc(0)],
  ])('gives back the very bytes that were hashed, as text: %s', (_, body) => {
    const { text } = evidenceLine(subject, { ...answer, body })
    expect(Buffer.from(JSON.parse(text).body)).toEqual(body)
    expect(JSON.parse(text)).not.toHaveProperty('body_base64')
  })

  it('gives back in Base64 what is no text', () => {
    const body = Buffer.from([0x5b, 0xff, 0xfe])
    const { text } = evidenceLine(subject, { ...answer, body })
    expect(JSON.parse(text)).toMatchObject({ body: null, body_base64: body.toString('base64') })
    // What is read next is not touched by what could not be read.
    expect(JSON.parse(evidenceLine(subject, answer).text)).toMatchObject({ body: '[]' })
  })
})

describe('an object of evidence', () => {
  it('holds each line with its newline, and is named by the hash of its bytes', () => {
    const { name, bytes } = evidenceObject(['{"a":1}', '{"b":"é"}'])
    expect(gunzipSync(bytes).toString('utf8')).toBe('{"a":1}\n{"b":"é"}\n')
    expect(name).toBe(sha256(bytes))
  })

  it('of the same lines has the same name', () => {
    expect(evidenceObject(['x']).name).toBe(evidenceObject(['x']).name)
    expect(evidenceObject(['x']).name).not.toBe(evidenceObject(['y']).name)
  })
})
