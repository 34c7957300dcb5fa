import { parseArgs } from 'node:util'
import { type Measured, measured } from './measure.ts'
import { POISONS, type Poison } from './poisons.ts'

/** `npm run isolation -- [--others N] [--times N]`: how much slower one poisonous pipeline makes the others of its host, as medians. */

const { values } = parseArgs({
  options: { others: { type: 'string', default: '200' }, times: { type: 'string', default: '5' } },
})
const others = Number(values.others)
const rounds = new Map<Poison | null, Measured[]>()
const kinds = [null, ...POISONS]
// In turns: what else the machine does hits all of them alike. The first round warms up.
for (let i = 0; i <= Number(values.times); i += 1) {
  for (const poison of kinds) {
    const one = await measured({ others, poison, latencyMs: 50, answerMs: 15_000 })
    if (i > 0) rounds.set(poison, [...(rounds.get(poison) ?? []), one])
  }
}
const [usual, usuallyRecorded] = [medianOf(null, 'answeredMs'), medianOf(null, 'recordedMs')]
for (const poison of kinds) {
  const [answered, recorded] = [medianOf(poison, 'answeredMs'), medianOf(poison, 'recordedMs')]
  console.log(
    `${(poison ?? 'none').padEnd(24)} answered ${answered.toFixed(0)} ms (× ${(answered / usual).toFixed(3)}), ` +
      `recorded ${recorded.toFixed(0)} ms (× ${(recorded / usuallyRecorded).toFixed(3)}), ` +
      `memory + ${(medianOf(poison, 'grownBytes') / 1024 / 1024).toFixed(1)} MB`,
  )
}

function medianOf(poison: Poison | null, what: keyof Measured): number {
  const sorted = (rounds.get(poison) ?? []).map((one) => one[what]).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
