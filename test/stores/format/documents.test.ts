import { describe, expect, it } from 'vitest'
import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { parseCatalog, parseDependencies, parseOwner } from '../../../lambdas/stores/format/documents.ts'
import { archiveName, catalogName, dependenciesName, roleOf } from '../../../lambdas/stores/format/layout.ts'

const UUID = '019e4708-bac8-7c10-b2f7-5cb248871905' as Uuid
const BATCH = `w0-${UUID}.feldera`
const bytes = (text: string) => Buffer.from(text)

describe('the catalog of a store', () => {
  it('keeps every digit', () => {
    const text = `[{"uuid":"${UUID}","identifier":null,"fingerprint":14128757731148314856,"size":123456,"steps":7,"processed_records":18446744073709551615}]`
    expect(parseCatalog(bytes(text))).toEqual({
      kind: 'whole',
      value: [
        {
          uuid: UUID,
          identifier: null,
          fingerprint: '14128757731148314856',
          size: '123456',
          steps: '7',
          processed_records: '18446744073709551615',
        },
      ],
    })
  })

  it('may reach further back than an answer', () => {
    const entry = (i: number) =>
      `{"uuid":"019e4708-bac8-7c10-b2f7-${String(i).padStart(12, '0')}","fingerprint":1}`
    const many = `[${Array.from({ length: 43_200 }, (_, i) => entry(i)).join(',')}]`
    expect(parseCatalog(bytes(many))).toMatchObject({ kind: 'whole', value: { length: 43_200 } })
  })

  it.each(['', '[', '<html>', `[{"uuid":"${UUID}","finger`, '\uFEFF[]'])(
    'is damaged where it is no JSON: %j',
    (text) => {
      expect(parseCatalog(bytes(text)).kind).toBe('damaged')
    },
  )

  it.each([
    '{}',
    '{"version":2,"checkpoints":[]}',
    '[1]',
    '[{"uuid":"x","fingerprint":1}]',
    '[{"a":1,"a":2}]',
  ])('is unknown, not damaged, in another form: %s', (text) => {
    expect(parseCatalog(bytes(text)).kind).toBe('unknown')
  })

  it('is damaged where its bytes are not UTF-8', () => {
    expect(parseCatalog(Buffer.from([0x5b, 0xff, 0x5d])).kind).toBe('damaged')
  })
})

describe('the list of what a checkpoint needs', () => {
  it('is read as Feldera writes it, and as it wrote it before 0.298', () => {
    expect(
      parseDependencies(bytes(`{"batches":["${BATCH}"],"state_files":["CHECKPOINT"],"more":1}`)),
    ).toEqual({
      kind: 'whole',
      value: { batches: [BATCH], stateFiles: ['CHECKPOINT'] },
    })
    expect(parseDependencies(bytes(`["${BATCH}","${BATCH}"]`))).toEqual({
      kind: 'whole',
      value: { batches: [BATCH], stateFiles: null },
    })
  })

  it.each([
    '["../../etc/passwd"]',
    '["w0-/x.feldera"]',
    '{"batches":["/etc/passwd"],"state_files":[]}',
    '{}',
    '"w"',
  ])('names nothing but batches of this store: %s', (text) => {
    expect(parseDependencies(bytes(text)).kind).toBe('unknown')
  })

  it('is damaged where it is no JSON', () => {
    expect(parseDependencies(bytes(`["${BATCH}`)).kind).toBe('damaged')
  })
})

describe('the owner of a store', () => {
  it('is the name that Feldera writes', () => {
    expect(parseOwner(bytes('{"pipeline_name":"pipeline-1","x":1}'))).toEqual({
      kind: 'whole',
      value: 'pipeline-1',
    })
    expect(parseOwner(bytes('{}')).kind).toBe('unknown')
    expect(parseOwner(bytes('{')).kind).toBe('damaged')
  })
})

describe('the names of a store', () => {
  it.each([
    ['owner.json', { kind: 'owner' }],
    [catalogName(null), { kind: 'catalog', host: null }],
    [catalogName('12'), { kind: 'catalog', host: '12' }],
    [archiveName(null, UUID), { kind: 'archive', host: null, uuid: UUID }],
    [archiveName('0', UUID), { kind: 'archive', host: '0', uuid: UUID }],
    [dependenciesName(UUID), { kind: 'dependencies', uuid: UUID }],
    [BATCH, { kind: 'batch' }],
    [`host0/${BATCH}`, { kind: 'other' }],
    ['host01/checkpoints.feldera', { kind: 'other' }],
    ['dependencies/x.json', { kind: 'other' }],
    ['x.zip', { kind: 'other' }],
    ['notes.txt', { kind: 'other' }],
  ])('%s', (name, role) => {
    expect(roleOf(name)).toEqual(role)
  })
})
