import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applying, type Bug, bugsKept } from './bug.ts'
import { copyOfCheckout } from './checkout.ts'
import { failing } from './failing.ts'

/**
 * `npm run bugs [-- NAME …]`: makes each classical bug in a copy of the checkout, one at a time, and runs the tests that should
 * notice. Ends with 1 where a bug no longer fits the sources, or where fewer than two tests fail.
 */

const ENOUGH = 2

const names = process.argv.slice(2)
const bugs = bugsKept().filter(({ name }) => names.length === 0 || names.includes(name))
const copy = mkdtempSync(join(tmpdir(), 'checkpoint-ledger-bugs-'))
const begun = performance.now()
try {
  copyOfCheckout(copy)
  const tests = [...new Set(bugs.flatMap((bug) => bug.tests))]
  const before = failing(copy, tests)
  if (before.length > 0) throw new Error(`these fail without any bug:\n${before.join('\n')}`)
  console.log('| bug | tests that fail | among them |\n| --- | --- | --- |')
  const caught = bugs.map((bug) => {
    const by = caughtBy(bug)
    console.log(rowOf(bug, by))
    return { bug, by }
  })
  const missed = caught.filter(({ by }) => by.length < ENOUGH)
  console.log(
    `${caught.length} bugs, ${missed.length} missed, ${((performance.now() - begun) / 1_000).toFixed(0)} s`,
  )
  process.exitCode = missed.length > 0 ? 1 : 0
} finally {
  rmSync(copy, { recursive: true })
}

function caughtBy(bug: Bug): readonly string[] {
  const problem = applying(bug, copy)
  if (problem !== undefined) throw new Error(`${bug.name} no longer fits the sources: ${problem}`)
  const failed = failing(copy, bug.tests)
  const left = applying(bug, copy, '--reverse')
  if (left !== undefined) throw new Error(`${bug.name} cannot be taken back: ${left}`)
  return failed
}

/** A test of each file that failed first, so that it is seen how different they are. */
function rowOf({ words }: Bug, by: readonly string[]): string {
  const perFile = Map.groupBy(by, (test) => test.split(' > ')[0])
  const first = [...perFile.values()].flatMap((tests) => tests.slice(0, perFile.size === 1 ? 2 : 1))
  return `| ${words} | ${by.length} in ${perFile.size} files | ${first.slice(0, 3).join('<br>')} |`
}
