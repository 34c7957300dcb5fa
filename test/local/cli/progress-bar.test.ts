import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { progressBar } from '../../../infra/local/cli/progress-bar.ts'

describe('the progress bar', () => {
  it('is drawn on a terminal, at most ten times a second, at its end, and is gone then', () => {
    const written: string[] = []
    let nowMs = 0
    const write = (text: string): boolean => written.push(text) > 0
    const bar = progressBar({ isTTY: true, write }, () => nowMs)
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
    expect(written.at(-1)).toBe('\r\u001b[K')
  })

  it('is nothing where a program reads', () => {
    const bar = progressBar({ isTTY: false, write: () => expect.unreachable() })
    bar.show('copying', 1n, 1n)
    bar.end()
  })
})
