import type * as z from 'zod'
import type { RETENTION_REPORT } from '../../schemas/report/retention-report.ts'
import type { REPORT_IN_ARCHIVE } from '../../schemas/reports.ts'
import { type Child, type Described, h } from '../element.ts'
import { copied, facts, moment, row, table } from '../parts.ts'
import { counted, duration, grouped } from '../words.ts'

/** The report as the API gives it (CONTRACT §5). */
export type Report = z.infer<typeof RETENTION_REPORT>
/** Too large for one answer: where it is, or will be. */
export type Archived = z.infer<typeof REPORT_IN_ARCHIVE>

const MOST_ROWS = 500
const COLUMNS = [
  'Pipeline',
  'Recorded',
  'Retired',
  'Missing',
  'Cleared',
  'Listed',
  'Oldest',
  'Newest',
  'Longest gap',
  'Not seen for',
  'Coverage',
]

/** Too large for one answer: it is kept in the archive, where its bytes are locked. */
export function inArchive({ archive, status }: Archived, say: (words: string) => void): readonly Child[] {
  const words =
    status === 'archived'
      ? 'This report is too large for one answer. It is kept in the archive:'
      : 'This report is too large for one answer. It is being written into the archive, under these names, and will be there within minutes:'
  return [
    h('p', { class: 'notice info' }, words),
    h(
      'ul',
      { class: 'commands' },
      ...Object.entries(archive.names).map(([format, name]) =>
        h('li', {}, copied(name, `name of the ${format} file`, say)),
      ),
    ),
  ]
}

export function sums({ from, to, pipelines }: Report): Described {
  const sum = (of: 'recorded' | 'retired' | 'missing' | 'cleared' | 'listed'): string =>
    grouped(pipelines.reduce((total, one) => total + one[of], 0))
  return facts(
    ['From', moment(from)],
    ['To', moment(to)],
    ['Pipelines', grouped(pipelines.length)],
    ['Recorded', sum('recorded')],
    ['Retired', sum('retired')],
    ['Missing', sum('missing')],
    ['Cleared', sum('cleared')],
    ['Listed at the end', sum('listed')],
  )
}

export function rowsOf({ pipelines }: Report): Described {
  const seconds = (n: number | null): string => (n === null ? '—' : duration(n))
  const rows = pipelines
    .slice(0, MOST_ROWS)
    .map((one) =>
      row(
        one.pipeline,
        one.pipeline,
        grouped(one.recorded),
        grouped(one.retired),
        one.missing === 0 ? '0' : h('b', { class: 'critical-text' }, grouped(one.missing)),
        grouped(one.cleared),
        grouped(one.listed),
        moment(one.oldest_at),
        moment(one.newest_at),
        seconds(one.longest_gap_seconds),
        seconds(one.unobservable_seconds),
        one.coverage === null ? '—' : `${one.coverage} %`,
      ),
    )
  if (rows.length === 0) return h('p', { class: 'quiet' }, counted(0, 'pipeline'))
  const all = table('Report by pipeline', COLUMNS, rows)
  if (pipelines.length <= MOST_ROWS) return all
  const words = `The first ${grouped(MOST_ROWS)} of ${counted(pipelines.length, 'pipeline')}; the files have all of them.`
  return h('div', { class: 'part' }, h('p', { class: 'notice info' }, words), all)
}
