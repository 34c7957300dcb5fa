import { describe, expect, it } from 'vitest'
import { COLUMNS, NESTED } from '../../../lambdas/domain/report/columns.ts'
import { cell, reportCsv } from '../../../lambdas/domain/report/csv.ts'
import { gathered } from '../../support/gathered.ts'

describe('a cell of a report as CSV', () => {
  it.each([
    [null, ''],
    [0, '0'],
    [99.5, '99.5'],
    [-1, '-1'],
    [true, 'true'],
    ['orders', 'orders'],
    ['', ''],
    ['a b', 'a b'],
    ['a-1', 'a-1'],
    ['1a', '1a'],
  ])('has %j as it is: %j', (value, text) => {
    expect(cell(value)).toBe(text)
  })

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@a',
    '\ta',
    '＝1',
    '＋1',
    '－1',
    '＠a',
    '123',
    '1.5',
    '1,5'.replace(',', '/'),
    '2026-11-01',
    '12:30',
    '1e5',
    '1E+5',
    '1e-5',
    '1 2',
    "'a",
  ])('has an apostrophe before what a spreadsheet would take for something else: %j', (text) => {
    expect(cell(text)).toBe(`'${text}`)
  })

  it.each([
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    ['a\rb', '"a\rb"'],
    ['\ra', `"'\ra"`],
    ['\na', `"'\na"`],
    ['1,5', `"'1,5"`],
  ])('has %j in quotes: %j', (value, text) => {
    expect(cell(value)).toBe(text)
  })
})

const NOTHING = Object.fromEntries([...COLUMNS, ...NESTED].map((name) => [name, null]))

it('a report as CSV has a row for each pipeline, with a cell for each column, empty where nothing is', async () => {
  const rows: string[] = []
  for await (const row of reportCsv([
    JSON.stringify({ ...NOTHING, pipeline: 'prod/a', recorded: 1 }),
    JSON.stringify({ ...NOTHING, pipeline: 'prod/b' }),
  ]))
    rows.push(row)
  const [head = '', first = '', second = ''] = rows
  expect(rows).toHaveLength(3)
  for (const row of rows) expect(row.endsWith('\r\n')).toBe(true)
  const of = (row: string, column: string) =>
    row.trimEnd().split(',')[head.trimEnd().split(',').indexOf(column)]
  expect([of(first, 'pipeline'), of(first, 'recorded'), of(first, 'missing')]).toEqual(['prod/a', '1', ''])
  expect(of(second, 'pipeline')).toBe('prod/b')
})

it('a text that is not that of a pipeline’s figures is no row', async () => {
  const { missing: _missing, ...lacking } = NOTHING
  for (const text of ['null', '[]', '{}', JSON.stringify(lacking)])
    await expect(gathered(reportCsv([text]))).rejects.toThrow('figures')
})
