import { describe, expect, it } from 'vitest'
import { html, table } from '../../../../lambdas/domain/report/html/markup.ts'
import {
  code,
  durationWords,
  figure,
  percentWords,
  td,
  tdNumber,
  time,
  timeWords,
  wordsOf,
} from '../../../../lambdas/domain/report/html/values.ts'

const NOTHING = '<span class="none">–</span>'

describe('in a report', () => {
  it.each([
    [null, '–'],
    [true, 'yes'],
    [false, 'no'],
    [0, '0'],
    [999, '999'],
    [1_000, '1\u202f000'],
    [1_234_567, '1\u202f234\u202f567'],
    [99.5, '99.5'],
    [1_234.5678, '1\u202f234.5678'],
    ['18446744073709551615', '18\u202f446\u202f744\u202f073\u202f709\u202f551\u202f615'],
    ['1234a', '1234a'],
    ['a1234', 'a1234'],
    ['1234.x', '1234.x'],
    [-1234, '-1234'],
    ['', ''],
  ])('%j reads %j: digits in groups of three, and nothing else', (value, words) => {
    expect(wordsOf(value)).toBe(words)
  })

  it.each([
    [null, '–'],
    [0, '0 s'],
    [0.25, '0.25 s'],
    [1, '1 s'],
    [1.23456, '1.235 s'],
    [59, '59 s'],
    [60, '1 min'],
    [61, '1 min 1 s'],
    [119.9, '1 min 59 s'],
    [3_599, '59 min 59 s'],
    [3_600, '1 h'],
    [3_660, '1 h 1 min'],
    [3_661, '1 h 1 min'],
    [86_399, '23 h 59 min'],
    [86_400, '1 d'],
    [97_200, '1 d 3 h'],
    [864_059, '10 d'],
  ])('a time of %s seconds reads %j: the two largest units', (seconds, words) => {
    expect(durationWords(seconds)).toBe(words)
  })

  it('per cent have one decimal, and moments end with the second', () => {
    expect([percentWords(null), percentWords(100), percentWords(99.99)]).toEqual(['–', '100.0 %', '100.0 %'])
    expect(timeWords('2026-11-01T02:03:04.567Z')).toBe('2026-11-01 02:03:04')
    expect(timeWords(null)).toBe('–')
    expect(time('2026-11-01T02:03:04.567Z').markup).toBe(
      '<time datetime="2026-11-01T02:03:04.567Z">2026-11-01 02:03:04</time>',
    )
  })

  it('a figure has its exact value beside its words', () => {
    expect(figure('listed', 1_000).markup).toBe('<data data-figure="listed" value="1000">1\u202f000</data>')
    expect(figure('coverage', 99.5, '99.5 %').markup).toBe(
      '<data data-figure="coverage" value="99.5">99.5 %</data>',
    )
    expect(figure('listed', null).markup).toBe(`<data data-figure="listed" value="">${NOTHING}</data>`)
  })

  it('what is not there is a dash, wherever it would stand', () => {
    expect([time(null).markup, code(null).markup]).toEqual([NOTHING, NOTHING])
    expect(td(null).markup).toBe(`<td>${NOTHING}</td>`)
    expect(tdNumber(null).markup).toBe(`<td class="n">${NOTHING}</td>`)
    expect(td('a').markup).toBe('<td>a</td>')
    expect(tdNumber(1_000).markup).toBe('<td class="n">1\u202f000</td>')
    expect(tdNumber('1000').markup).toBe('<td class="n">1000</td>')
    expect(code('a<b').markup).toBe('<code>a&lt;b</code>')
  })
})

describe('what is put into markup', () => {
  it('is text, and what turns or hides other text is shown as what it is', () => {
    expect(html`<p>${`<b a="x">&'`}</p>`.markup).toBe('<p>&lt;b a=&quot;x&quot;&gt;&amp;&#39;</p>')
    expect(html`${'a\u202eb\u0000\n\u2028'}`.markup).toBe(String.raw`a\u{202e}b\u{0}\u{a}\u{2028}`)
    expect(html`${'\ud800'}`.markup).toBe('\ufffd')
  })

  it('is markup where it is that already, number, list, or nothing', () => {
    expect(html`${html`<b>`}${7}${null}${['<', html`<i>`, [1, null]]}`.markup).toBe('<b>7&lt;<i>1')
    expect(html``.markup).toBe('')
    expect(html`a${'b'}c`.markup).toBe('abc')
  })
})

describe('a table', () => {
  const rows = (count: number) => Array.from({ length: count }, (_, i) => [td(i), tdNumber(i)])

  it('is nothing without rows', () => {
    expect(table('x', ['a'], []).markup).toBe('')
  })

  it('has its caption, its heads, those of numbers to the right, and its rows', () => {
    expect(table('A <caption>', ['a', { number: 'n' }], rows(2)).markup).toBe(
      [
        '<table class="short"><caption>A &lt;caption&gt;</caption><thead><tr><th scope="col">a</th><th scope="col" class="n">n</th></tr></thead><tbody>',
        '<tr><td>0</td><td class="n">0</td></tr>',
        '<tr><td>1</td><td class="n">1</td></tr>',
        '</tbody></table>',
        '',
      ].join('\n'),
    )
  })

  it('of eight rows is not parted by the end of a page, and of nine may be', () => {
    expect(table('x', [], rows(8)).markup).toContain('<table class="short">')
    expect(table('x', [], rows(9)).markup).toContain('<table><caption>')
  })
})
