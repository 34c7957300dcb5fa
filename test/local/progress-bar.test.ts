import { describe, expect, it } from 'vitest'
import { progressBar } from '../../infra/local/progress-bar.ts'

function written(isTTY: boolean): string {
  let text = ''
  const stream = { isTTY, write: (more: string) => (text += more) } as unknown as NodeJS.WriteStream
  const bar = progressBar(stream)
  bar.show(0n, 0n)
  bar.show(256n, 512n)
  bar.show(512n, 512n)
  bar.clear()
  return text
}

describe('the progress bar', () => {
  it('is drawn on a terminal, in place, and is gone in the end', () => {
    const text = written(true)
    expect(text).toContain(`\r${'█'.repeat(20)}${'░'.repeat(20)} 256 of 512 entries`)
    expect(text.endsWith('512 of 512 entries\r\u001b[K')).toBe(true)
  })

  it('is nothing where a program reads', () => {
    expect(written(false)).toBe('')
  })
})
