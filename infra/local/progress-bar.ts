export interface ProgressBar {
  readonly show: (done: bigint, of: bigint) => void
  readonly clear: () => void
}

const CELLS = 40
// A terminal need not be written to more often.
const EVERY_MS = 100

/** A bar on a terminal; nothing where standard error is read by a program. */
export function progressBar(stream: NodeJS.WriteStream): ProgressBar {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} }
  let shownAt = 0
  return {
    show: (done, of) => {
      if (of === 0n || (Date.now() - shownAt < EVERY_MS && done !== of)) return
      shownAt = Date.now()
      const cells = Number((done * BigInt(CELLS)) / of)
      stream.write(`\r${'█'.repeat(cells)}${'░'.repeat(CELLS - cells)} ${done} of ${of} entries`)
    },
    clear: () => void stream.write('\r\u001b[K'),
  }
}
