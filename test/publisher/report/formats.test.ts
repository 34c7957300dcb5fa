import { describe, expect, it } from 'vitest'
import { COLUMNS, NESTED } from '../../../lambdas/domain/report/columns.ts'
import { cell } from '../../../lambdas/domain/report/csv.ts'
import { sealAll } from '../../../lambdas/domain/sealing.ts'
import { createMemoryLedger } from '../../../lambdas/ledger/memory-ledger.ts'
import { appendAll } from '../../support/asking.ts'
import { at, checkpoint, timedUuid } from '../../support/listings.ts'
import { reportStory } from '../../support/report-story.ts'
import { parsedCsv } from './csv-reader.ts'
import { figuresIn } from './html-reader.ts'
import { portsOver, reported } from './reporting.ts'

const MAX_U64 = '18446744073709551615'
const HOSTILE = [
  '=HYPERLINK("http://evil","x")',
  '+1',
  '-1+2',
  '@SUM(A1)',
  "'quoted",
  '"; DROP',
  'a,b',
  '</td><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='x",
  '&lt;b&gt;',
  '{{x}}${y}',
  '\u202etxt.exe',
  '1e9',
  '007',
  '\u{1F980}',
]

describe('JSON, CSV and HTML', () => {
  it('have the same figures, every one', async () => {
    const { ports } = await reportStory()
    const { whole, csv, html } = await reported(ports, at(60), at(7_000))
    const rows = parsedCsv(csv)
    expect(rows[0]).toEqual(COLUMNS)
    expect(rows.length - 1).toBe(whole.pipelines.length)
    expect(whole.pipelines.length).toBe(4)
    const shown = figuresIn(html)
    for (const [i, pipeline] of whole.pipelines.entries()) {
      const flat = Object.entries(pipeline).filter(([key]) => !NESTED.some((nested) => nested === key))
      expect(flat.map(([key]) => key).toSorted()).toEqual([...COLUMNS].toSorted())
      for (const [key, value] of flat) {
        const written = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)
        const at = COLUMNS.findIndex((column) => column === key)
        expect(unmarked(rows[i + 1]?.[at] ?? '?'), `CSV ${pipeline.pipeline} ${key}`).toBe(written)
        expect(shown.pipelines[i]?.get(key), `HTML ${pipeline.pipeline} ${key}`).toBe(written)
      }
    }
    for (const name of [
      'pipelines',
      'recorded',
      'missing',
      'listed_bytes',
      'coverage_lowest',
      'runs_missed',
    ] as const)
      expect(shown.totals.get(`total_${name}`)).toBe(String(whole.totals[name]))
  })

  it('show a name, a reason or a note of whatever characters as text, and a spreadsheet runs none of it', async () => {
    const ledger = createMemoryLedger()
    const names = HOSTILE.map((name) => `prod/${name}`)
    for (const name of names) {
      const one = checkpoint(1, { identifier: name })
      const recorded = { kind: 'checkpoint-recorded' as const, severity: 'silent' as const, uuid: one.uuid }
      const draft = { at: at(0), by: 'recorder', epoch: name, evidence: [], ledger: name, run: 'r' }
      const hold = { hold: '0'.repeat(32), reason: `<b>${name}`, actor: name }
      const events = [
        {
          ...recorded,
          data: {
            fingerprint: MAX_U64,
            size: MAX_U64,
            steps: null,
            processed_records: null,
            identifier: name,
          },
        },
        { kind: 'hold-placed' as const, severity: 'info' as const, uuid: one.uuid, data: hold },
      ]
      await appendAll(ledger, sealAll(undefined, { ...draft, events }))
    }
    const selection = { source: null, q: '/', pipelines: null }
    const { csv, html, whole } = await reported(portsOver(ledger, names), at(0), at(60), selection)
    expect(whole.pipelines.map(({ pipeline }) => pipeline)).toEqual(names.toSorted())
    const rows = parsedCsv(csv).slice(1)
    for (const [i, row] of rows.entries()) {
      for (const text of row) expect(text).not.toMatch(/^[=+\-@\t\r]/)
      expect(unmarked(row[2] ?? '')).toBe(whole.pipelines[i]?.name)
      // All digits, and a text: a spreadsheet keeps 15.
      expect(row[COLUMNS.indexOf('listed_bytes')]).toBe(`'${MAX_U64}`)
    }
    expect(html).not.toMatch(/<script|<img|onmouseover='|\u202e/)
    expect(html).toContain('&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(
      figuresIn(html).pipelines.map((figures) => figures.get('name')?.replaceAll('\\u{202e}', '\u202e')),
    ).toEqual(whole.pipelines.map(({ name }) => name))
  })

  it('of no pipeline at all are a report, a header and a page', async () => {
    const { csv, html, whole } = await reported(portsOver(createMemoryLedger(), []), at(0), at(60))
    expect(whole.pipelines).toEqual([])
    expect(csv).toBe(`${COLUMNS.join(',')}\r\n`)
    expect(html).toContain('No run is recorded')
  })
})

describe('the page', () => {
  it('fetches nothing, runs nothing, and allows its own style by hash only', async () => {
    const { ports } = await reportStory({ minutes: 30 })
    const { html } = await reported(ports, at(0), at(1_800))
    expect(html).toMatch(
      /content="default-src &#39;none&#39;; style-src &#39;sha256-[A-Za-z0-9+/]{43}=&#39;; base-uri/,
    )
    expect(html).not.toMatch(/<script|<link|<iframe|\ssrc=|\shref=|url\(|@import|\sstyle=|\son\w+=/)
    for (const table of html.split('<table').slice(1)) {
      expect(table).toMatch(/^[^>]*><caption>[^<]+<\/caption><thead><tr><th scope="col"/)
      for (const row of table.split('</table>')[0]?.split('<tbody>')[1]?.split('<tr>').slice(1) ?? [])
        expect(row).toMatch(/^<th scope="row">/)
    }
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
  })

  it('bears the hash by which it is signed off, and says whether it has settled', async () => {
    const { ports, clock, kept } = await reportStory({ minutes: 30 })
    const to = at(1_800)
    const early = await reported(ports, at(0), to)
    expect(clock.now()).toBe(Date.parse(to))
    expect(early.html).toContain('>provisional</span>')
    kept.pass(15 * 60)
    const late = await reported(ports, at(0), to)
    expect(late.html).toContain('>settled</span>')
    expect(late.html).toContain(`<code>${late.sha256}</code>`)
    expect(late.sha256).toBe(early.sha256)
  })
})

describe('a cell of the CSV', () => {
  it.each([
    [12, '12'],
    [99.9, '99.9'],
    [null, ''],
    [false, 'false'],
    ['prod/orders', 'prod/orders'],
    [timedUuid(1), timedUuid(1)],
    ['12', "'12"],
    ['1-2', "'1-2"],
    ['1e5', "'1e5"],
    ["'x", "''x"],
    ['=1+1', "'=1+1"],
    ['＝1', "'＝1"],
    ['\t=1', "'\t=1"],
    ['a"b', '"a""b"'],
    ['a\r\nb', '"a\r\nb"'],
    ['=a,b', '"\'=a,b"'],
  ] as const)('%j is %j', (value, text) => expect(cell(value)).toBe(text))
})

/** As whoever reads the CSV as text takes the mark off. */
function unmarked(text: string): string {
  return text.startsWith("'") ? text.slice(1) : text
}
