/** What was used when: seconds since the beginning, bytes. */
export interface Sample {
  readonly seconds: number
  readonly bytes: number
}

// What a process needs it has by then: code, connections, the heap that it grows to.
const WARM_AFTER = 1 / 3

/** Bytes a minute, by least squares over the last two thirds; 0 where there are too few. */
export function slopeOf(samples: readonly Sample[]): number {
  const warm = samples.slice(Math.floor(samples.length * WARM_AFTER))
  if (warm.length < 3) return 0
  const mean = (of: (sample: Sample) => number): number =>
    warm.reduce((sum, sample) => sum + of(sample), 0) / warm.length
  const [x, y] = [mean(({ seconds }) => seconds), mean(({ bytes }) => bytes)]
  const across = mean(({ seconds, bytes }) => (seconds - x) * (bytes - y))
  const spread = mean(({ seconds }) => (seconds - x) ** 2)
  return spread === 0 ? 0 : (across / spread) * 60
}

export function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1)
}

export function share(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${((part / whole) * 100).toFixed(2)} %`
}
