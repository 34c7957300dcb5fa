import { describe, expect, it } from 'vitest'
import { cell, reportCsv } from '../../../lambdas/domain/report/csv.ts'

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

it('a report as CSV has a row for each pipeline, with a cell for each column, empty where nothing is', async () => {
  const rows: string[] = []
  for await (const row of reportCsv([
    '{"pipeline":"prod/a","recorded":1,"missing":null}',
    '{"pipeline":"prod/b"}',
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
