import type { CopiesReport, ReportedCopy } from '../../../lambdas/stores/looking/copies-report.ts'
import { printable } from '../words.ts'

// What a screen holds; `--json` has all of them.
const SHOWN = 20

/** A report for people: the newest checkpoints, a line per object that is wrong or was not verified, and the verdict as the last line. */
export function copiesLines(report: CopiesReport, deep: boolean): readonly string[] {
  const { checkpoints, damaged, unverified } = report
  const newest = checkpoints.toSorted((a, b) => (a.uuid < b.uuid ? 1 : -1))
  return [
    ...newest.slice(0, SHOWN).map(copyLine),
    ...(newest.length > SHOWN ? [`  and ${newest.length - SHOWN} older ones`] : []),
    ...shortened(damaged.map(({ object, what }) => `${printable(object)}: ${printable(what)}`)),
    ...shortened(
      unverified.map(({ object, why }) => `${printable(object)}: not verified: ${printable(why)}`),
    ),
    verdictLine(report, deep),
  ]
}

function copyLine({ uuid, host, created_at, durability }: ReportedCopy): string {
  return `  ${uuid}  ${created_at ?? '-'}  ${host === null ? '' : `host${host}  `}${durability}`
}

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more`]
}

function verdictLine({ verdict, checkpoints, damaged, unverified }: CopiesReport, deep: boolean): string {
  switch (verdict) {
    case 'verified': {
      const how = deep ? 'every block of every batch' : 'the trailer of every batch; --deep reads every block'
      return `verified: all that ${many(checkpoints.length, 'checkpoint')} need is there and whole (every archive, ${how})`
    }
    case 'damaged':
      return `damaged: ${many(damaged.length, 'thing')}, the first ${printable(damaged[0]?.object ?? '')}`
    case 'not-verified':
      return `not verified: ${many(unverified.length, 'thing')}, the first ${printable(unverified[0]?.object ?? '')}; nothing is known to be damaged`
    default:
      return verdict satisfies never
  }
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
