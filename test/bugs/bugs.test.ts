import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { applying, bugsKept } from './bug.ts'

describe('the classical bugs', () => {
  const bugs = bugsKept()

  it('are twelve at least', () => {
    expect(bugs.length).toBeGreaterThanOrEqual(12)
  })

  it.each(bugs)('still fit the sources: $name', (bug) => {
    expect(applying(bug, process.cwd(), '--check')).toBeUndefined()
  })

  it.each(bugs)('are looked for by tests that exist: $name', ({ words, tests }) => {
    expect(words).toMatch(/^[A-Z].*\.$/)
    expect(tests.filter((test) => !existsSync(test))).toEqual([])
  })
})
