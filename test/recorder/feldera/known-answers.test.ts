import { describe, expect, it } from 'vitest'
import { writtenBody } from '../../../lambdas/archive/evidence.ts'
import type { Exchange } from '../../../lambdas/recorder/feldera/http.ts'
import { createKnownAnswers } from '../../../lambdas/recorder/feldera/known-answers.ts'
import { observationOf } from '../../../lambdas/recorder/feldera/schema.ts'
import { answered, incompleteBy, NOT_DEPLOYED } from './exchanges.ts'

const URL = 'https://feldera/v0/pipelines/orders/checkpoints'
const UUID = '019e4708-bac8-7c10-b2f7-5cb248871905'
const LIST = `[{"uuid":"${UUID}","fingerprint":18446744073709551615,"steps":1}]`

/** As it comes again: the same bytes, and not one object of it. */
const again = () => answered(200, Buffer.from(LIST))

describe('an answer that was read before', () => {
  it('is known again by its bytes: what it shows, and how evidence has it', () => {
    const read = createKnownAnswers()
    const first = read(URL, again())
    expect(first.observation).toEqual(observationOf(again()))
    expect(first.written).toEqual(writtenBody(Buffer.from(LIST)))
    expect(read(URL, again())).toBe(first)
  })

  it.each<[string, Exchange]>([
    ['one other digit', answered(200, LIST.replace('"steps":1', '"steps":2'))],
    ['the same in other bytes', answered(200, LIST.replace('[', '[ '))],
    ['more behind it', answered(200, `${LIST}x`)],
    ['less', answered(200, LIST.slice(0, -1))],
    ['another type', answered(200, LIST, { 'content-type': 'text/html' })],
    ['no type', answered(200, LIST, {})],
    ['another status', answered(500, LIST)],
    ['an error', answered(503, NOT_DEPLOYED)],
    ['an end that came early', incompleteBy('truncated')],
  ])('is read anew where it has %s', (_, other) => {
    const read = createKnownAnswers()
    read(URL, again())
    const { observation, written } = read(URL, other)
    expect(observation).toEqual(observationOf(other))
    if (written !== undefined && other.kind === 'answered') expect(written).toEqual(writtenBody(other.body))
    expect(read(URL, again()).observation).toEqual(observationOf(again()))
  })

  it('is that of its own pipeline', () => {
    const read = createKnownAnswers()
    const first = read(URL, again())
    expect(read(`${URL}?other`, again())).not.toBe(first)
  })

  it('keeps nothing of the buffer that it came in', () => {
    const read = createKnownAnswers()
    const buffer = Buffer.from(LIST)
    read(URL, answered(200, buffer))
    buffer.fill(0x20)
    const { observation } = read(URL, answered(200, buffer))
    expect(observation).toEqual(observationOf(answered(200, buffer)))
    expect(read(URL, again()).observation).toEqual(observationOf(again()))
  })

  it('is not kept where it is large, or shows nothing', () => {
    const read = createKnownAnswers()
    const large = () => answered(200, `[${' '.repeat(4_096)}]`)
    expect(read(URL, large())).toEqual({ observation: { kind: 'listed', checkpoints: [] } })
    const none = () => answered(200, '[1]')
    expect(read(URL, none())).not.toHaveProperty('written')
  })

  it('of so many pipelines and no more: whose was read first is read anew', () => {
    const read = createKnownAnswers(2)
    const [a, b, c] = ['a', 'b', 'c'].map((name) => read(name, again()))
    expect(read('c', again())).toBe(c)
    expect(read('b', again())).toBe(b)
    expect(read('a', again())).not.toBe(a)
    // It took the place of the next one.
    expect(read('b', again())).not.toBe(b)
  })
})
