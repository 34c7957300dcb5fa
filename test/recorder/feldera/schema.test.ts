import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseExact } from '../../../lambdas/domain/exact-json.ts'
import { bySchema, listIn, observationOf } from '../../../lambdas/recorder/feldera/schema.ts'
import { answered } from './exchanges.ts'

const UUID = '019e4708-bac8-7c10-b2f7-5cb248871905'
const OTHER = '019e4708-bac8-7c10-b2f7-5cb248871906'
const REAL = `[{"uuid":"${UUID}","identifier":null,"fingerprint":14128757731148314856,"size":123456,"steps":7,"processed_records":42}]`

function seen(body: string | Uint8Array, contentType = 'application/json') {
  return observationOf(answered(200, body, { 'content-type': contentType }))
}

/** A list of one, with these members written as they are. */
function one(members: string): string {
  return `[{"uuid":"${UUID}","fingerprint":1,${members}}]`
}

const MALFORMED = { kind: 'unobservable', reason: 'malformed' }

it('reads Feldera’s own example to the last digit', () => {
  expect(seen(REAL)).toEqual({
    kind: 'listed',
    checkpoints: [
      {
        uuid: UUID,
        identifier: null,
        fingerprint: '14128757731148314856',
        size: '123456',
        steps: '7',
        processed_records: '42',
      },
    ],
  })
})

it('takes an empty list for a list', () => {
  expect(seen('[]')).toEqual({ kind: 'listed', checkpoints: [] })
})

it('takes a catalog entry of an old runtime and keys of a newer one', () => {
  expect(seen(`[{"uuid":"${UUID}","fingerprint":0,"status":"complete","label":{"a":[1]}}]`)).toMatchObject({
    checkpoints: [{ fingerprint: '0', size: null, steps: null, processed_records: null, identifier: null }],
  })
})

it('keeps the order of the answer', () => {
  const listed = seen(`[{"uuid":"${OTHER}","fingerprint":1},{"uuid":"${UUID}","fingerprint":1}]`)
  expect(listed).toMatchObject({ checkpoints: [{ uuid: OTHER }, { uuid: UUID }] })
})

describe('numbers', () => {
  it.each([
    '0',
    '9007199254740993',
    '9223372036854775808',
    '14128757731148314856',
    '14128757731148314857',
    '18446744073709551615',
  ])('%s is exact in every place', (digits) => {
    const fields = ['size', 'steps', 'processed_records']
    const body = `[{"uuid":"${UUID}","fingerprint":${digits},${fields.map((f) => `"${f}":${digits}`).join()}}]`
    expect(seen(body)).toMatchObject({
      checkpoints: [{ fingerprint: digits, size: digits, steps: digits, processed_records: digits }],
    })
  })

  it.each([
    '18446744073709551616',
    '-1',
    '-0',
    '1.0',
    '1e3',
    '1E400',
    '0.5',
    '"7"',
    'true',
    '[7]',
    '{}',
    '9'.repeat(5_000),
  ])('%s is none of 64 bits', (text) => {
    for (const field of ['size', 'steps', 'processed_records']) {
      expect(seen(one(`"${field}":${text}`))).toMatchObject({
        ...MALFORMED,
        detail: expect.stringMatching(new RegExp(`^\\[0\\]\\.${field}: `)),
      })
    }
    expect(seen(`[{"uuid":"${UUID}","fingerprint":${text}}]`)).toMatchObject(MALFORMED)
  })

  it('a fingerprint is never absent', () => {
    expect(seen(`[{"uuid":"${UUID}"}]`)).toMatchObject(MALFORMED)
    expect(seen(`[{"uuid":"${UUID}","fingerprint":null}]`)).toMatchObject(MALFORMED)
  })
})

describe('texts', () => {
  it.each(['', 'x', `${UUID}0`, `{${UUID}}`, UUID.replaceAll('-', ''), UUID.replace('9', 'g'), `${UUID}\\n`])(
    '%j is no UUID',
    (text) => {
      expect(seen(`[{"uuid":"${text}","fingerprint":1}]`)).toMatchObject(MALFORMED)
    },
  )

  it('an identifier of 1,024 bytes is taken, a longer one is not', () => {
    expect(seen(one(`"identifier":"${'é'.repeat(512)}"`))).toMatchObject({ kind: 'listed' })
    expect(seen(one(`"identifier":"${'é'.repeat(512)}x"`))).toMatchObject(MALFORMED)
  })

  it.each(['"\\ud800"', '"\\udc00x"', '7', 'false', '[]'])('%s is no identifier', (text) => {
    expect(seen(one(`"identifier":${text}`))).toMatchObject(MALFORMED)
  })
})

function listOf(count: number): string {
  const entries = Array.from({ length: count }, (_, i) => i.toString(16).padStart(8, '0') + UUID.slice(8))
  return `[${entries.map((uuid) => `{"uuid":"${uuid}","fingerprint":1}`).join()}]`
}

describe('lists', () => {
  it('of 2,000 are read, of 2,001 they are too large', () => {
    expect(seen(listOf(2_000))).toMatchObject({ kind: 'listed', checkpoints: { length: 2_000 } })
    expect(seen(listOf(2_001))).toMatchObject({ kind: 'unobservable', reason: 'too-large' })
  })

  it('that name a checkpoint twice alike are merged', () => {
    const listed = seen(
      `[{"uuid":"${UUID}","fingerprint":1,"size":null},{"fingerprint":1,"uuid":"${UUID.toUpperCase()}"}]`,
    )
    expect(listed).toMatchObject({ kind: 'listed', checkpoints: { length: 1 } })
  })

  it.each(['"fingerprint":2', '"fingerprint":1,"size":0', '"fingerprint":1,"identifier":"x"'])(
    'that name a checkpoint twice with a difference are worth nothing: %s',
    (members) => {
      const listed = seen(`[{"uuid":"${UUID}","fingerprint":1},{"uuid":"${UUID}",${members}}]`)
      expect(listed).toMatchObject({ ...MALFORMED, detail: expect.stringContaining('[1].uuid') })
    },
  )

  it('name the first problem by its place', () => {
    const broken = `[{"uuid":"${UUID}","fingerprint":1},{"uuid":"${OTHER}","fingerprint":"CANARY"}]`
    expect(seen(broken)).toMatchObject({ detail: expect.stringMatching(/^\[1\]\.fingerprint: /) })
    expect(seen('[null]')).toMatchObject({ detail: expect.stringMatching(/^\[0\]: /) })
    expect(seen('[5]')).toMatchObject({ detail: expect.stringMatching(/^\[0\]: /) })
    expect(JSON.stringify(seen(broken))).not.toContain('CANARY')
  })
})

describe('what is no list', () => {
  it.each([
    ['nothing', ''],
    ['a body cut short', REAL.slice(0, -1)],
    ['two values', '[][]'],
    ['an object', '{}'],
    ['a number', '14128757731148314856'],
    ['null', 'null'],
    ['an array in an array', '[[]]'],
    ['a byte order mark', `\uFEFF${REAL}`],
    ['depth without end', '['.repeat(1_000_000)],
    ['depth with an end', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['depth in objects', '{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000)],
    ['depth in a key that nobody reads', one(`"x":${'['.repeat(200_000)}${']'.repeat(200_000)}`)],
    ['NaN', '[NaN]'],
  ])('%s', (_name, body) => {
    expect(seen(body)).toMatchObject(MALFORMED)
  })

  it.each([
    ['UTF-16', Buffer.from(REAL, 'utf16le')],
    ['a broken byte', Buffer.concat([Buffer.from(REAL.slice(0, -1)), Buffer.from([0xff]), Buffer.from(']')])],
    ['a broken byte in a text', Buffer.from(one('"identifier":"\u00ff"'), 'latin1')],
    ['an overlong form', Buffer.from([0x5b, 0x22, 0xc0, 0x80, 0x22, 0x5d])],
  ])('%s', (_name, body) => {
    expect(seen(body)).toMatchObject(MALFORMED)
  })
})

it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/problem+json'])(
  'reads %s',
  (type) => {
    expect(seen('[]', type)).toMatchObject({ kind: 'listed' })
  },
)

it.each([
  '',
  'text/html',
  'text/plain',
  'application/jsonp',
  'text/html; application/json',
  'application/x-ndjson',
])('does not read %j, whatever the body is', (type) => {
  expect(seen('[]', type)).toMatchObject({ reason: 'not-json' })
})

it('does not read an answer without a content type', () => {
  expect(observationOf(answered(200, '[]', {}))).toMatchObject({ reason: 'not-json' })
})

it('is not changed by keys that are special in JavaScript', () => {
  const listed = seen(
    one(`"__proto__":{"size":7,"steps":7},"constructor":{"prototype":{"size":7}},"toString":1`),
  )
  expect(listed).toMatchObject({ kind: 'listed', checkpoints: [{ size: null, steps: null }] })
  expect({}).not.toHaveProperty('size')
  expect(seen(`[{"__proto__":{"uuid":"${UUID}","fingerprint":1}}]`)).toMatchObject(MALFORMED)
})

describe('whatever comes', () => {
  const KINDS = ['listed', 'unobservable']
  const key = fc.constantFrom(
    'uuid',
    'fingerprint',
    'size',
    'steps',
    'processed_records',
    'identifier',
    '__proto__',
  )
  const value = fc.oneof(
    fc.constantFrom(
      `"${UUID}"`,
      'null',
      '18446744073709551615',
      '18446744073709551616',
      '-1',
      '1e9',
      '"\\ud800"',
    ),
    fc.json({ maxDepth: 2 }),
  )
  const member = fc.tuple(key, value).map(([k, v]) => `"${k}":${v}`)
  const almost = fc
    .array(
      fc.array(member, { maxLength: 8 }).map((members) => `{${members.join()}}`),
      { maxLength: 4 },
    )
    .map((objects) => `[${objects.join()}]`)

  it('bytes become a value, never a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(KINDS).toContain(seen(bytes).kind)
      }),
    )
  })

  it('JSON becomes a value, never a throw', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(KINDS).toContain(seen(text).kind)
      }),
    )
  })

  it('what is almost a list becomes a value, and a detail that is short', () => {
    fc.assert(
      fc.property(almost, (text) => {
        const observation = seen(text)
        expect(KINDS).toContain(observation.kind)
        if (observation.kind === 'unobservable') expect(observation.detail.length).toBeLessThan(100)
      }),
      { numRuns: 2_000 },
    )
  })

  it('a list that is cut short anywhere is never a list', () => {
    for (let end = 0; end < REAL.length; end++) expect(seen(REAL.slice(0, end))).toMatchObject(MALFORMED)
  })

  it('a list is read as it was written', () => {
    const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
    fc.assert(
      fc.property(fc.uuid(), u64, fc.option(u64), (uuid, fingerprint, size) => {
        expect(seen(`[{"uuid":"${uuid}","fingerprint":${fingerprint},"size":${size}}]`)).toMatchObject({
          checkpoints: [
            { uuid, fingerprint: String(fingerprint), size: size === null ? null : String(size) },
          ],
        })
      }),
    )
  })
})

it('says the same of what is plain as the schema does, whatever stands in a list', () => {
  const odd = fc.constantFrom<unknown>(
    UUID,
    UUID.toUpperCase(),
    OTHER,
    '',
    'x',
    '\ud800',
    'ü'.repeat(512),
    'ü'.repeat(513),
    null,
    true,
    0,
    7,
    -1,
    1.5,
    1e19,
    1e20,
    [],
    {},
    [[]],
  )
  const fields = [
    'uuid',
    'identifier',
    'fingerprint',
    'size',
    'steps',
    'processed_records',
    'status',
    '__proto__',
  ]
  const checkpoint = fc
    .tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.array(fc.tuple(fc.constantFrom(...fields), odd), { maxLength: 8 }),
    )
    .map(([sound, members]) =>
      Object.fromEntries(sound === 0 ? members : [...members, ['uuid', UUID], ['fingerprint', 1]]),
    )
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: checkpoint }, odd), { maxLength: 3 }), (list) => {
      const exact = parseExact(JSON.stringify(list))
      if (!Array.isArray(exact)) throw new Error('no list')
      const [plain, schema] = [listIn(exact), bySchema(exact)]
      // To the order of the keys: entries and states are written from them.
      expect(JSON.stringify(plain)).toBe(JSON.stringify(schema))
    }),
    { seed: 1, numRuns: 5_000 },
  )
})
