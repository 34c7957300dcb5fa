import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { told } from './found.ts'
import { allMutants, type Plan, sampled, sourcesUnder } from './plan.ts'
import { foundIn, tryShare } from './processes.ts'
import { judged, livesOf, tableOf } from './report.ts'
import { testsOf } from './test-files.ts'

/**
 * `npm run mutate -- --under lambdas/domain [--file F] [--without BEGINNING] [--sample N --seed S] [--lines A-B]
 * [--tests BEGINNING] [--in DIRECTORY] [--out FILE]`:
 * breaks the sources in every small way, one at a time, and says which ways no test notices. The sources on disk are not
 * touched: they are rewritten on their way into the tests. With `--in`, what was found stays there, and the same command goes on behind it.
 * Ends with 0 whatever the score is.
 */

const { values } = parseArgs({
  options: {
    under: { type: 'string' },
    file: { type: 'string' },
    without: { type: 'string', multiple: true, default: [] },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    lines: { type: 'string' },
    tests: { type: 'string', multiple: true },
    slowest: { type: 'string', default: '500' },
    processes: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    in: { type: 'string' },
    out: { type: 'string' },
  },
})
const source = values.file ?? values.under
if (source === undefined) throw new Error('--under FOLDER or --file FILE')

const begun = performance.now()
const files = sourcesUnder(source).filter((file) => !values.without.some((one) => file.startsWith(one)))
const mutants = allMutants(files)
const [from = 0, to = Number.POSITIVE_INFINITY] = (values.lines ?? '').split('-').filter(Boolean).map(Number)
const asked = mutants.filter(({ line }) => line >= from && line <= to)
const tried = values.sample === undefined ? asked : sampled(asked, Number(values.sample), values.seed)
const directory = values.in ?? mkdtempSync(join(tmpdir(), 'checkpoint-ledger-mutation-'))
mkdirSync(directory, { recursive: true })
const plan: Plan = {
  files: files.flatMap((file) => {
    const first = mutants.find((mutant) => mutant.file === file)
    return first === undefined ? [] : [{ file, firstId: first.id }]
  }),
  tried: tried.map(({ id }) => id),
  // In the order in which they are asked for: what is quick and says most is best named first.
  tests: [
    ...new Set(
      (values.tests ?? ['']).flatMap((beginning) =>
        testsOf(source).filter((test) => test.startsWith(beginning)),
      ),
    ),
  ],
  slowestMs: Number(values.slowest),
  directory,
}
const planFile = join(directory, 'plan.json')
writeFileSync(planFile, JSON.stringify(plan))
console.error(`${tried.length} of ${mutants.length} mutants, ${plan.tests.length} test files, ${directory}`)

const of = Number(values.processes)
const shares = Array.from({ length: of }, (_, mine) => ({ plan, planFile, mine, of }))
await Promise.all(
  shares.map(async (share) => {
    await tryShare(share, 'mutating')
    await tryShare(share, 'mutated')
  }),
)

const found = shares.flatMap(({ mine }) => told(foundIn(plan, mine)))
const all = judged(tried, found)
const unfit = new Set(found.flatMap((one) => (one.found === 'unfit' ? [`${one.why}: ${one.test}`] : [])))
if (values.out !== undefined)
  writeFileSync(values.out, `${JSON.stringify({ mutants: all, unfit: [...unfit] }, null, 1)}\n`)
console.log(livesOf(all).join('\n'))
console.log(tableOf(all).join('\n'))
console.log(`${unfit.size} tests tried nothing, being slower than ${values.slowest} ms or not repeatable`)
console.log(
  `${tried.length} of ${mutants.length} mutants in ${((performance.now() - begun) / 1_000).toFixed(0)} s`,
)
if (values.in === undefined) rmSync(directory, { recursive: true })
