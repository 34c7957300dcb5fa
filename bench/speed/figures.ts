import { loadavg } from 'node:os'

/** One question's answer: a table, and what it must be read with. */
export interface Section {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly note: string
}

export interface BenchOptions {
  /** Fewer repetitions: whether it runs at all, and a first impression. */
  readonly isQuick: boolean
}

export function medianOf(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}

/** `median (least–most)` */
export function spread(figures: readonly number[], digits = 0): string {
  const [least, most] = [Math.min(...figures), Math.max(...figures)]
  return `${medianOf(figures).toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`
}

export function load(): string {
  return loadavg()
    .map((one) => one.toFixed(1))
    .join(', ')
}

export function markdown({ title, columns, rows, note }: Section): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const table = [line(columns), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)]
  return `### ${title}\n\n${table.join('\n')}\n\n${note}\n`
}
