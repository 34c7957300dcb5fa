import { parseArgs } from 'node:util'
import { chanceOf } from '../simulation/chance.ts'
import { killLoop } from './kill-loop.ts'

/**
 * `npm run kill -- --times N [--seed S]`: `npm start` and `--once`, and sometimes their database, are killed N times over one data
 * directory. Ends with 1, and leaves the directory, where anything was lost, doubled, untold or not proven afterwards.
 */

const { values } = parseArgs({
  options: { times: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
})
const begun = performance.now()
const outcome = await killLoop({
  times: Number(values.times),
  random: chanceOf(Number(values.seed)).next,
  tell: (line) => console.log(line),
})
const seconds = ((performance.now() - begun) / 1_000).toFixed(0)
for (const problem of outcome.problems) console.error(problem)
if (outcome.problems.length > 0) console.error(`see ${outcome.data}`)
console.log(
  `${outcome.kills} kills (${outcome.survived} came too late), ${outcome.owed} violations shown by two answers, ` +
    `${outcome.problems.length} problems, ${seconds} s`,
)
process.exitCode = outcome.problems.length > 0 ? 1 : 0
