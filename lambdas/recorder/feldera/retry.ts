import { errorCodeOf } from './error-body.ts'
import type { Exchange } from './http.ts'

const ATTEMPTS = 3
const BASE_MS = 500
const CAP_MS = 5_000
/** A server that asks for more than this is asked again by the next run. */
const PATIENCE_MS = 10_000

/**
 * How long to wait before asking again, or that it is useless: at most three attempts, full jitter
 * (AWS Architecture Blog, "Exponential Backoff and Jitter"), and never sooner than `Retry-After` asks for.
 */
export function nextAttempt(
  attempt: number,
  outcome: Exchange,
  { random, nowMs }: { readonly random: () => number; readonly nowMs: number },
): { readonly kind: 'give-up' } | { readonly kind: 'again'; readonly waitMs: number } {
  if (attempt >= ATTEMPTS || !isTransient(outcome)) return { kind: 'give-up' }
  const jitterMs = random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt)
  const askedMs = outcome.kind === 'answered' ? retryAfterMs(outcome.headers['retry-after'], nowMs) : 0
  return askedMs > PATIENCE_MS ? { kind: 'give-up' } : { kind: 'again', waitMs: Math.max(jitterMs, askedMs) }
}

function isTransient(outcome: Exchange): boolean {
  // A timeout has already taken all the time that an answer has, and what we refuse ourselves we refuse again.
  if (outcome.kind === 'incomplete') {
    const { reason, isRefusedByUs = false } = outcome
    return (reason === 'network' && !isRefusedByUs) || reason === 'truncated'
  }
  const { status } = outcome
  if (status === 503) return errorCodeOf(outcome.body) !== 'PipelineInteractionNotDeployed'
  return status === 408 || status === 429 || (status >= 500 && status !== 501)
}

// `Date.parse` alone takes nearly anything for a date, `5, 5` for one.
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Seconds, however many, or an HTTP date (RFC 9110 §10.2.3); 0 for what is neither. */
function retryAfterMs(text: string | undefined, nowMs: number): number {
  if (text === undefined) return 0
  if (/^\d+$/.test(text)) return Number(text) * 1_000
  const at = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? 0 : Math.max(0, at - nowMs)
}
