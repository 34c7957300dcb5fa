/** A span of time on paper. */
export interface Window {
  readonly fromMs: number
  readonly toMs: number
  readonly widthPx: number
}

export function xOf(atMs: number, { fromMs, toMs, widthPx }: Window): number {
  const share = (atMs - fromMs) / Math.max(1, toMs - fromMs)
  return Math.round(Math.min(1, Math.max(0, share)) * widthPx * 10) / 10
}

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000]
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * DAY),
]
const LABEL_PX = 90

export interface Tick {
  readonly x: number
  readonly words: string
}

/** Round moments of the reader's time zone, as many as have room for their words. */
export function ticksIn(window: Window): readonly Tick[] {
  const room = Math.max(1, Math.floor(window.widthPx / LABEL_PX))
  const span = window.toMs - window.fromMs
  const step = STEPS.find((one) => span / one <= room) ?? DAY * 365
  const shiftMs = new Date(window.fromMs).getTimezoneOffset() * MINUTE
  const ticks: Tick[] = []
  for (
    let local = Math.ceil((window.fromMs - shiftMs) / step) * step;
    local + shiftMs <= window.toMs;
    local += step
  ) {
    ticks.push({ x: xOf(local + shiftMs, window), words: tickWords(local + shiftMs, step) })
  }
  return ticks
}

function tickWords(atMs: number, step: number): string {
  const date = new Date(atMs)
  if (step >= DAY) return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0
  if (isMidnight) return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
  const seconds = step < MINUTE ? ({ second: '2-digit' } as const) : {}
  return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false, ...seconds })
}
