import type { PipelineFigures } from './pipeline-figures.ts'

// What a reader looks at first: more than these are in the table of all.
const MOST = 20

/** What is wrong with a pipeline, in the order of weight; all zero: nothing is. */
function weights(one: PipelineFigures): readonly number[] {
  return [
    one.missing + one.fingerprint_changes + one.holds_broken,
    one.alerts_open_critical,
    one.alerts_critical,
    one.status === 'unobservable' || one.status === 'nothing-recorded' ? 1 : 0,
    one.coverage === null ? 0 : 100 - one.coverage,
    one.within_objective === null ? 0 : 100 - one.within_objective,
    one.alerts_open,
  ]
}

/** The worst first; then by name. */
export function byWorst(a: PipelineFigures, b: PipelineFigures): number {
  const others = weights(b)
  for (const [i, weight] of weights(a).entries()) if (weight !== others[i]) return (others[i] ?? 0) - weight
  return a.pipeline < b.pipeline ? -1 : 1
}

/** Keeps the worst of many, and none of which nothing is wrong. */
export function worstOf() {
  let worst: readonly PipelineFigures[] = []
  return {
    add: (one: PipelineFigures): void => {
      if (weights(one).every((weight) => weight === 0)) return
      worst = [...worst, one].toSorted(byWorst).slice(0, MOST)
    },
    all: () => worst,
  }
}
