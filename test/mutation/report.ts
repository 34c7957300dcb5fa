import type { Found } from './found.ts'
import type { Mutant } from './mutant.ts'

export type Fate = 'killed' | 'timeout' | 'survived' | 'not reached'

export interface Judged extends Mutant {
  readonly fate: Fate
  /** The test that killed it. */
  readonly by?: string
}

export function judged(mutants: readonly Mutant[], found: readonly Found[]): readonly Judged[] {
  const kills = new Map(found.flatMap((one) => (one.found === 'killed' ? [[one.id, one] as const] : [])))
  const reached = new Set(
    found.flatMap((one) => (one.found === 'tried' || one.found === 'loading' ? one.at : [])),
  )
  return mutants.map((mutant): Judged => {
    const kill = kills.get(mutant.id)
    if (kill === undefined) return { ...mutant, fate: reached.has(mutant.id) ? 'survived' : 'not reached' }
    return { ...mutant, fate: kill.how === 'timeout' ? 'timeout' : 'killed', by: kill.by }
  })
}

/** One line per file and one for all, as a table of Markdown. */
export function tableOf(all: readonly Judged[]): readonly string[] {
  const files = [...new Set(all.map(({ file }) => file))]
  return [
    '| file | mutants | killed | timeout | survived | not reached | score |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...files.map((file) =>
      rowOf(
        file,
        all.filter((one) => one.file === file),
      ),
    ),
    rowOf('all', all),
  ]
}

/** Where something is alive, as a person would look for it. */
export function livesOf(all: readonly Judged[]): readonly string[] {
  return all
    .filter(({ fate }) => fate === 'survived' || fate === 'not reached')
    .map(
      ({ file, line, id, fate, operator, was, becomes }) =>
        `${file}:${line} (${id}) ${fate}, ${operator}: ${short(was)} → ${becomes === '' ? 'nothing' : short(becomes)}`,
    )
}

function rowOf(name: string, all: readonly Judged[]): string {
  const count = (fate: Fate): number => all.filter((one) => one.fate === fate).length
  const score = ((count('killed') + count('timeout')) / all.length) * 100
  const counts = [count('killed'), count('timeout'), count('survived'), count('not reached')]
  return `| ${[name, all.length, ...counts, `${score.toFixed(1)} %`].join(' | ')} |`
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 70 ? `${line.slice(0, 70)}…` : line
}
