import type { Format } from '../domain/comparing/format-change.ts'

/** Fingerprints of many pipelines of one source that are only written otherwise since this run. */
export interface FormatChange {
  readonly source: string
  readonly format: Format
  readonly pipelines: readonly string[]
}

/** What a pipeline shows: the one form in which all its changed fingerprints changed, or none such; undefined where it shows no checkpoint. */
export type Shown = Format | 'none' | undefined

/** Waits until every pipeline of a source has been seen, and then says whether a changed form of fingerprints is the source's. */
export interface FormatWatch {
  /** Of each pipeline; the first report counts. Resolves when all have said. */
  readonly report: (pipeline: string, shown: Shown) => Promise<boolean>
  readonly change: () => FormatChange | undefined
}

// Fewer might be a coincidence, or somebody at work; a version that writes otherwise does so to all.
const MANY = 3
const SHARE = 0.5

/** `wasFormat`: whether the source was found to write in this form before. */
export function createFormatWatch(
  source: string,
  pipelines: number,
  wasFormat: (format: Format) => Promise<boolean>,
): FormatWatch {
  const formats = new Map<string, Shown>()
  let haveAllSaid = false
  let settle: (format: Format | undefined) => void = () => {}
  const verdict = new Promise<Format | undefined>((resolve) => {
    settle = resolve
  })
  const common = (): Format | undefined => {
    // Who lists no checkpoint, or could not be seen, says nothing of how they are written.
    const showing = [...formats.values()].filter((shown) => shown !== undefined)
    const changed = showing.filter((shown) => shown !== 'none')
    const [first] = changed
    const isCommon = changed.length >= MANY && changed.length >= SHARE * showing.length
    return isCommon && changed.every((format) => format === first) ? first : undefined
  }
  return {
    report: async (pipeline, shown) => {
      formats.set(pipeline, formats.get(pipeline) ?? shown)
      // Once: it looks at all of them.
      if (!haveAllSaid && formats.size === pipelines) {
        haveAllSaid = true
        settle(common())
      }
      // Who has nothing to ask waits for nobody.
      if (shown === undefined || shown === 'none') return false
      return (await verdict) === shown || (await wasFormat(shown))
    },
    change: () => {
      const format = formats.size === pipelines ? common() : undefined
      if (format === undefined) return undefined
      const changed = [...formats].flatMap(([pipeline, one]) => (one === format ? [pipeline] : []))
      return { source, format, pipelines: changed.toSorted() }
    },
  }
}
