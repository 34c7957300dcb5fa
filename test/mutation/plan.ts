import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Mutant } from './mutant.ts'
import { mutantsOf } from './switching.ts'

/** What one run of mutation testing tries. Written to a file, which its processes read. */
export interface Plan {
  /** Rewritten with switches; the number of the first mutant of each. */
  readonly files: readonly { readonly file: string; readonly firstId: number }[]
  /** Those that are tried: all, or a sample. */
  readonly tried: readonly number[]
  /** In this order; the quick ones that say most come first. */
  readonly tests: readonly string[]
  /** A test that takes longer tries no mutants. */
  readonly slowestMs: number
  /** Where the processes write what they find out. */
  readonly directory: string
}

/** The sources under a folder, in the order of their names. */
export function sourcesUnder(folder: string): readonly string[] {
  if (folder.endsWith('.ts')) return [folder]
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .toSorted()
}

export function allMutants(files: readonly string[]): readonly Mutant[] {
  const mutants: Mutant[] = []
  for (const file of files) mutants.push(...mutantsOf(file, readFileSync(file, 'utf8'), mutants.length))
  return mutants
}

/** So many of them, the same for the same seed, however many others there are. */
export function sampled(mutants: readonly Mutant[], count: number, seed: string): readonly Mutant[] {
  const rank = ({ file, start, end, becomes }: Mutant): string =>
    createHash('sha256').update(`${seed} ${file} ${start} ${end} ${becomes}`).digest('hex')
  const ranked = mutants.map((mutant) => ({ mutant, rank: rank(mutant) }))
  return ranked
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count)
    .map(({ mutant }) => mutant)
    .toSorted((a, b) => a.id - b.id)
}
