import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runCommand } from '../infra/local/command.ts'
import { Refused } from '../infra/local/refused.ts'
import { errorText } from '../lambdas/domain/log-line.ts'
import { api } from './speed/api.ts'
import { coldStart } from './speed/cold-start.ts'
import { type BenchOptions, load, markdown, type Section } from './speed/figures.ts'
import { pipelines } from './speed/pipelines.ts'
import { polls } from './speed/polls.ts'
import { writes } from './speed/writes.ts'

/**
 * `npm run bench [-- --only a,b,c,d,e] [--quick] [--write]`: what the product costs, side by side with the least that it could, in one run.
 * `--write` puts the tables into bench/README.md; without it nothing is written.
 */

const QUESTIONS: { readonly [letter: string]: (options: BenchOptions) => Promise<Section> } = {
  a: polls,
  b: pipelines,
  c: writes,
  d: coldStart,
  e: api,
}
const README = join(import.meta.dirname, 'README.md')
const [BEGIN, END] = ['<!-- npm run bench -- --write -->', '<!-- end -->']

async function main(): Promise<number> {
  const { only, quick, write } = argumentsOf(process.argv.slice(2))
  const letters = only.split(',')
  const unknown = letters.filter((letter) => QUESTIONS[letter] === undefined)
  if (unknown.length > 0) throw new Refused(`--only: no question is called ${unknown.join(', ')}`)
  if (write && (quick || letters.length < Object.keys(QUESTIONS).length))
    throw new Refused('--write: only all questions, and not --quick, make the tables of bench/README.md')
  const machine = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores.`
  const texts: string[] = [machine]
  console.log(machine)
  for (const letter of letters) {
    const before = load()
    const section = await QUESTIONS[letter]?.({ isQuick: quick })
    if (section === undefined) continue
    const loads = `Load of the machine before ${before}; after ${load()} (1, 5, 15 minutes).`
    const text = markdown({ ...section, note: `${section.note} ${loads}` })
    texts.push(text)
    console.log(text)
  }
  if (write) writeFileSync(README, withTables(readFileSync(README, 'utf8'), texts.join('\n')))
  return 0
}

function withTables(text: string, tables: string): string {
  const [before, rest] = text.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined)
    throw new Error('bench/README.md lacks the marks of its tables')
  return `${before}${BEGIN}\n\n${tables}\n${END}${after}`
}

function argumentsOf(args: readonly string[]) {
  const options = {
    only: { type: 'string', default: Object.keys(QUESTIONS).join(',') },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  } as const
  try {
    return parseArgs({ args: [...args], strict: true, options }).values
  } catch (error) {
    throw new Refused(errorText(error), { cause: error })
  }
}

await runCommand(main)
