import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { exportProgress } from '../../infra/local/export-progress.ts'

describe('the bar of an export', () => {
  it('is drawn on a terminal, at most ten times a second, and at its end', () => {
    const written: string[] = []
    let nowMs = 0
    const write = (text: string): boolean => written.push(text) > 0
    const bar = exportProgress({ isTTY: true, write }, () => nowMs)
    bar.show('copying', 0n, 1_000_000n)
    bar.show('copying', 256n, 1_000_000n)
    nowMs = 100
    bar.show('copying', 500_000n, 1_000_000n)
    bar.show('copying', 1_000_000n, 1_000_000n)
    bar.end()
    const shown = written.map((text) => stripVTControlCharacters(text).replaceAll(/[\r\u2588\u2591]/g, ''))
    expect(shown).toEqual([
      'copying  0 of 1000000',
      'copying  500000 of 1000000',
      'copying  1000000 of 1000000',
      '',
    ])
    expect(written[1]).toContain('█'.repeat(15) + '░'.repeat(15))
  })

  it('is nothing elsewhere', () => {
    const bar = exportProgress({ isTTY: false, write: () => expect.unreachable() })
    bar.show('copying', 1n, 1n)
    bar.end()
  })
})
