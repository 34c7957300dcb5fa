/** Which rows of a long table are near the window: only these are in the page, the rest is empty height. */
export interface Slice {
  readonly from: number
  /** Behind the last. */
  readonly to: number
}

// Enough that a tab meets rows that are there.
const STEP = 8

/** `topPx`: where the first row is, from the top of the window; negative when it was scrolled past. */
export function visibleRows(
  count: number,
  { rowPx, topPx, windowPx }: { readonly rowPx: number; readonly topPx: number; readonly windowPx: number },
): Slice {
  // In steps: between two of them scrolling changes nothing in the page.
  const first = (Math.floor(-topPx / rowPx / STEP) - 1) * STEP
  const last = (Math.ceil((windowPx - topPx) / rowPx / STEP) + 1) * STEP
  const from = Math.min(Math.max(0, first), Math.max(0, count - 1))
  return { from, to: Math.max(from, Math.min(count, last)) }
}
