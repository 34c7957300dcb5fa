import { parseArgs } from 'node:util'
import { simulate } from './simulate.ts'

/** `npm run simulate -- --seeds N [--from N]`, or `--seed N` to see one again. Ends with 1 where a life was told wrongly. */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string' },
  },
})
const from = Number(values.seed ?? values.from)
const count = values.seed === undefined ? Number(values.seeds) : 1
const begun = performance.now()
let [losses, alarms, runs, wrong] = [0, 0, 0, 0]
for (let seed = from; seed < from + count; seed += 1) {
  const verdict = await simulate(seed)
  losses += verdict.losses
  alarms += verdict.alarms
  runs += verdict.runs
  if (verdict.problems.length > 0) {
    wrong += 1
    console.error(`seed ${seed}:\n  ${verdict.problems.join('\n  ')}`)
  }
}
const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
console.log(
  `${count} seeds, ${runs} runs, ${losses} losses owed, ${alarms} alarms, ${wrong} seeds told wrongly, ${seconds} s`,
)
process.exitCode = wrong > 0 ? 1 : 0
