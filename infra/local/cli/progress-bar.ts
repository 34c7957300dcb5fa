const WIDTH = 30
const BETWEEN_MS = 100

/** A bar on a terminal, nothing elsewhere. */
export function progressBar(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  now: () => number = () => performance.now(),
) {
  let shownMs = Number.NEGATIVE_INFINITY
  const isShown = stream.isTTY
  return {
    show: (doing: string, done: bigint, of: bigint): void => {
      if (!isShown || (done < of && now() - shownMs < BETWEEN_MS)) return
      shownMs = now()
      const filled = of === 0n ? WIDTH : Number((done * BigInt(WIDTH)) / of)
      stream.write(`\r${doing} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done} of ${of}\u001b[K`)
    },
    end: (): void => {
      if (isShown) stream.write('\r\u001b[K')
    },
  }
}
