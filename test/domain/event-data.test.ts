import { describe, expect, it } from 'vitest'
import type { EventData, LedgerEvent } from '../../lambdas/domain/event.ts'
import {
  checkpointIn,
  fieldsOf,
  instantIn,
  isMembers,
  kindIn,
  optionalTextIn,
  severityIn,
  textIn,
} from '../../lambdas/domain/event-data.ts'
import { at, checkpoint, timedUuid, uuid } from '../support/listings.ts'

const ONE = checkpoint(1, { identifier: 'nightly' })

function event(data: { readonly [key: string]: EventData }, of: LedgerEvent['uuid'] = ONE.uuid): LedgerEvent {
  return { kind: 'metadata-changed', severity: 'silent', data, uuid: of }
}

describe('the checkpoint in an event', () => {
  it('is read as it was written, in the event itself or in a part of it', () => {
    expect(checkpointIn(event(fieldsOf(ONE)))).toEqual(ONE)
    expect(checkpointIn(event({ from: fieldsOf(ONE), to: {} }), 'from')).toEqual(ONE)
    const bare = { ...ONE, identifier: null, size: null, steps: null, processed_records: null }
    expect(checkpointIn(event({ to: { fingerprint: ONE.fingerprint } }), 'to')).toEqual(bare)
    expect(checkpointIn(event(fieldsOf(bare), timedUuid(2))).uuid).toBe(timedUuid(2))
  })

  it.each<[string, LedgerEvent, 'from' | undefined, string]>([
    [
      'no UUID',
      { kind: 'metadata-changed', severity: 'silent', data: fieldsOf(ONE) },
      undefined,
      'its checkpoint',
    ],
    ['no such part', event({ to: fieldsOf(ONE) }), 'from', 'its checkpoint'],
    ['a list for a part', event({ from: [] }), 'from', 'its checkpoint'],
    ['null for a part', event({ from: null }), 'from', 'its checkpoint'],
    ['no fingerprint', event({ ...fieldsOf(ONE), fingerprint: null }), undefined, 'a fingerprint'],
    [
      'an identifier that is no text',
      event({ ...fieldsOf(ONE), identifier: true }),
      undefined,
      'identifier is no text',
    ],
    [
      'a size that is no number',
      event({ ...fieldsOf(ONE), size: '1.5' }),
      undefined,
      'size is no 64-bit value',
    ],
    [
      'steps that are no text',
      event({ ...fieldsOf(ONE), steps: true }),
      undefined,
      'steps is no 64-bit value',
    ],
  ])('is not read where there is %s', (_, broken, part, why) => {
    expect(() => checkpointIn(broken, part)).toThrow(why)
  })

  it('is not read where its UUID is none', () => {
    const broken = { ...event(fieldsOf(ONE)), uuid: 'x' } as unknown as LedgerEvent
    expect(() => checkpointIn(broken)).toThrow('its checkpoint')
    expect(uuid(ONE.uuid)).toBe(ONE.uuid)
  })
})

describe('a member of an event', () => {
  it('is read as what it must be', () => {
    expect(textIn(event({ a: 'x' }), 'a')).toBe('x')
    expect(instantIn(event({ a: at(0) }), 'a')).toBe(at(0))
    expect(kindIn(event({ kind: 'size-dropped' }))).toBe('size-dropped')
    for (const severity of ['critical', 'warning', 'info', 'silent'])
      expect(severityIn(event({ severity }))).toBe(severity)
  })

  it('throws where it is not', () => {
    for (const data of [{}, { a: true }, { a: null }])
      expect(() => textIn(event(data), 'a')).toThrow('without a')
    expect(() => instantIn(event({ a: 'now' }), 'a')).toThrow('a is no time')
    expect(() => kindIn(event({ kind: 'unheard-of' }))).toThrow('unknown kind')
    for (const data of [{}, { severity: 'loud' }])
      expect(() => severityIn(event(data))).toThrow('without a severity')
  })

  it('may be absent, or something else than a text, where it need not be there', () => {
    expect(optionalTextIn(event({ a: 'x' }), 'a')).toBe('x')
    for (const data of [{}, { a: true }, { a: null }]) expect(optionalTextIn(event(data), 'a')).toBeNull()
  })

  it('has members itself where it is an object', () => {
    expect(isMembers({})).toBe(true)
    for (const value of [undefined, null, 'x', true, []]) expect(isMembers(value)).toBe(false)
  })
})
