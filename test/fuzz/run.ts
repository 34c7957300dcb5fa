import { parseArgs } from 'node:util'
import { caseOf } from './answers.ts'
import { judge, PARSERS } from './judge.ts'
import { manyCases } from './tally.ts'

/**
 * `npm run fuzz -- --cases N [--seed N]` judges the cases N, N+1, …; `--show --seed N` shows one. Ends with 1 where a parser and the
 * oracle disagree, or a case of no more than a list's usual length took too long.
 */

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '0' },
    show: { type: 'boolean', default: false },
  },
})
const LONGEST_MS = 250

process.exitCode = values.show
  ? shown(Number(values.seed))
  : judged(Number(values.seed), Number(values.cases))

function judged(from: number, count: number): number {
  const begun = performance.now()
  const { cases, categories, outcomes, problems, slowest } = manyCases(PARSERS, from, count)
  for (const [name, { cases, taken }] of [...categories].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(cases).padStart(9)}  ${String(taken).padStart(8)} taken  ${name}`)
  for (const [outcome, times] of [...outcomes].toSorted(([, a], [, b]) => b - a))
    console.log(`${String(times).padStart(9)}  ${outcome}`)
  for (const { number, category, problem } of problems)
    console.error(`seed ${number} (${category}): ${problem}`)
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
  const memoryMb = Math.round(process.memoryUsage().rss / 1e6)
  console.log(
    `${cases} cases from seed ${from}, ${problems.length} wrong, slowest ${slowest.ms.toFixed(1)} ms (seed ${slowest.number}), ` +
      `${memoryMb} MB, ${seconds} s`,
  )
  return problems.length > 0 || slowest.ms > LONGEST_MS ? 1 : 0
}

function shown(number: number): number {
  const one = caseOf(number)
  const { problem, outcome, ms } = judge(PARSERS, one)
  const { answer } = one
  console.log(`seed ${number}: ${one.question}, ${one.category}: ${outcome} in ${ms.toFixed(2)} ms`)
  if (answer.kind === 'answered')
    console.log(answer.status, answer.headers, Buffer.from(answer.body).toString('latin1'))
  console.log(problem ?? 'as it should be')
  return problem === undefined ? 0 : 1
}
