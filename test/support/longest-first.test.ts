import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { LONGEST } from './longest-first.ts'

it('what is begun first is there', () => {
  expect(LONGEST.filter((name) => !existsSync(name))).toEqual([])
})
