import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { EXCUSES } from './judgement/excuses.ts'
import { judge } from './judgement/judge.ts'
import { keptRanges } from './kept-ranges.ts'
import { live } from './life.ts'
import { ADDITIONS, FEATURES } from './settings.ts'
import { namedByBirth, storyOf } from './story.ts'
import { added, figuresOf, NOTHING_TALLIED, rowOf, type Tally } from './tally.ts'

/**
 * `npm run simulate -- --seeds N [--from N] [--workers N] [--keep FILE] [--figures] [--without skew,hosts,…] [--with feedEvery,…] [--owing alone,…]`, or `--seed N` to read one life.
 * With `--keep` what is done is kept, and not lived again. Ends with 1 where a life was told wrongly.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    keep: { type: 'string' },
    figures: { type: 'boolean', default: false },
    without: { type: 'string', default: '' },
    with: { type: 'string', default: '' },
    owing: { type: 'string', default: '' },
  },
})
const without = namedOf('without', FEATURES)
const additions = namedOf('with', ADDITIONS)
const owing = namedOf('owing', EXCUSES)
const excuses = EXCUSES.filter((excuse) => !owing.includes(excuse))
// Few enough that no worker waits long for the last, enough that the way between them costs nothing.
const SEEDS_AT_ONCE = 200
// A life is many small values that are soon forgotten.
const YOUNG = { resourceLimits: { maxYoungGenerationSizeMb: 64 } }

const begun = performance.now()
const tally =
  values.seed === undefined
    ? await allOf(Number(values.from), Number(values.seeds))
    : await toldOf(Number(values.seed))
const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
if (values.figures) console.log(figuresOf(tally).join('\n'))
const sum = (
  of:
    | 'lives'
    | 'runs'
    | 'owed'
    | 'missed'
    | 'unknowable'
    | 'alike'
    | 'alarms'
    | 'falseAlarms'
    | 'unnamed'
    | 'overheard',
): number => tally.rows.reduce((total, row) => total + row[of], 0)
console.log(
  `${sum('lives')} lives, ${sum('runs')} runs, ${sum('owed')} losses owed, ${sum('missed')} missed, ${sum('unknowable')} unknowable, ${sum('alike')} causes that look like another, ${sum('alarms')} alarms, ` +
    `${sum('unnamed')} of causes that nobody named, ${sum('overheard')} of causes named only to others, ${sum('falseAlarms')} false, ${tally.wrong.length} lives told wrongly, ${seconds} s`,
)
process.exitCode = tally.wrong.length > 0 ? 1 : 0

async function toldOf(seed: number): Promise<Tally> {
  const life = await live(seed, new Set(without), undefined, new Set(additions))
  console.log(storyOf(life).join('\n'))
  const verdict = judge(life, new Set(excuses))
  const tally = rowOf({
    ...verdict,
    problems: verdict.problems.map((problem) => namedByBirth(life, problem)),
  })
  complain(tally)
  return tally
}

async function allOf(from: number, count: number): Promise<Tally> {
  let next = from
  const kept = keptRanges(values.keep)
  const workers = Math.min(Number(values.workers), Math.ceil(count / SEEDS_AT_ONCE))
  const tallies = await Promise.all(Array.from({ length: workers }, workOff))
  return tallies.reduce(added, NOTHING_TALLIED)

  async function workOff(): Promise<Tally> {
    const worker = new Worker(new URL('worker.ts', import.meta.url), YOUNG)
    let mine = NOTHING_TALLIED
    while (next < from + count) {
      const task = {
        from: next,
        count: Math.min(SEEDS_AT_ONCE, from + count - next),
        without,
        additions,
        excuses,
      }
      next += task.count
      const before = kept.find(task)
      const its = before ?? (await answered(worker, task))
      if (before === undefined) kept.keep(task, its)
      // Many seeds take long, and what is wrong is worth reading at once.
      complain(its)
      mine = added(mine, its)
    }
    await worker.terminate()
    return mine
  }
}

/** Throws on a name that there is none of: a word misspelt would live other lives than were asked for. */
function namedOf<T extends string>(flag: 'without' | 'with' | 'owing', known: readonly T[]): readonly T[] {
  const given = values[flag].split(',').filter((name) => name !== '')
  const unknown = given.filter((name) => !known.some((one) => one === name))
  if (unknown.length > 0)
    throw new Error(`--${flag}: no ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return known.filter((one) => given.includes(one))
}

function complain({ wrong }: Tally): void {
  for (const { seed, problems } of wrong) console.error(`seed ${seed}:\n  ${problems.join('\n  ')}`)
}

function answered(worker: Worker, task: object): Promise<Tally> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (tally: Tally) => {
      worker.off('error', reject)
      resolve(tally)
    })
    worker.postMessage(task, [])
  })
}
