import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes minutes, the longest before the others: files of a few lines, which a runner that knows only sizes begins last. */
export const LONGEST = [
  'test/simulation/simulation-a.test.ts',
  'test/simulation/simulation-b.test.ts',
  'test/simulation/simulation-c.test.ts',
  'test/simulation/simulation-d.test.ts',
  'test/crash/pairs-a.test.ts',
  'test/crash/pairs-b.test.ts',
  'test/kill/kill-loop.test.ts',
  'test/crash/matrix.test.ts',
] as const

/** Begins with what takes longest, so that at the end no core waits for minutes for the other; the rest is as it would be. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}`))
      return place === -1 ? LONGEST.length : place
    }
    // The runner's own, which changes no list.
    // oxlint-disable-next-line unicorn/no-array-sort
    const usual = await super.sort(files)
    return usual.toSorted((one, other) => rank(one) - rank(other))
  }
}
