import { type Report, verdictOf } from '../../../lambdas/audit/report.ts'

/** A report for people: what was recomputed and holds, a line per thing that is broken, and the verdict as the last line. */
export function reportLines(report: Report): readonly string[] {
  const { broken, unproven, proven } = report
  const holds = proven.map((line) => `  ${line}`)
  switch (verdictOf(report)) {
    case 'broken': {
      const found = [...broken.map(({ where, what }) => `${where}: ${what}`), ...unproven]
      const things = broken.length === 1 ? 'one thing' : `${broken.length} things`
      return [...holds, ...found, `broken: ${things}, the first at ${broken[0]?.where ?? ''}`]
    }
    case 'not-proven':
      return [...holds, `not proven: ${unproven.join('; ')}`]
    default:
      return [...holds, 'proven: all of the above was recomputed and holds']
  }
}
