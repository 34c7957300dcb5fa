import type { Committed, Watermarks } from './log-progress.ts'

/** How the log's progress is written into items; our own and disposable, so what cannot be read throws. */

export function committedText({ before, size, root, key, steps }: Committed): string {
  const rows = steps.map(({ ledger, from, to }) => [ledger, from, to])
  return JSON.stringify({ before: String(before), size: String(size), root, key, steps: rows })
}

export function committedFrom(text: string): Committed {
  const { before, size, root, key, steps } = JSON.parse(text) as {
    readonly before: string
    readonly size: string
    readonly root: string
    readonly key?: string
    readonly steps: readonly [string, number, number][]
  }
  return {
    before: BigInt(before),
    size: BigInt(size),
    root,
    ...(key === undefined ? {} : { key }),
    steps: steps.map(([ledger, from, to]) => ({ ledger, from, to })),
  }
}

export function watermarksText(watermarks: Watermarks): string {
  return JSON.stringify([...watermarks])
}

export function watermarksFrom(text: string): Watermarks {
  return new Map(JSON.parse(text) as readonly [string, number][])
}
