import { countOf, listOf, membersOf, textOf } from '../../domain/json-object.ts'
import type { Committed, Watermarks } from './log-progress.ts'

/** How the log's progress is written into items; our own and disposable, so what cannot be read throws. */

export function committedText({ before, size, root, key, steps }: Committed): string {
  const rows = steps.map(({ ledger, from, to }) => [ledger, from, to])
  return JSON.stringify({ before: String(before), size: String(size), root, key, steps: rows })
}

export function committedFrom(text: string): Committed {
  const { before, size, root, key, steps } = membersOf(JSON.parse(text), 'the progress')
  return {
    before: BigInt(textOf(before, 'before')),
    size: BigInt(textOf(size, 'size')),
    root: textOf(root, 'root'),
    ...(key === undefined ? {} : { key: textOf(key, 'key') }),
    steps: listOf(steps, 'steps').map((step) => {
      const [ledger, from, to] = listOf(step, 'step')
      return { ledger: textOf(ledger, 'ledger'), from: countOf(from, 'from'), to: countOf(to, 'to') }
    }),
  }
}

export function watermarksText(watermarks: Watermarks): string {
  return JSON.stringify([...watermarks])
}

export function watermarksFrom(text: string): Watermarks {
  return new Map(
    listOf(JSON.parse(text), 'the watermarks').map((watermark) => {
      const [ledger, seq] = listOf(watermark, 'watermark')
      return [textOf(ledger, 'ledger'), countOf(seq, 'seq')]
    }),
  )
}
