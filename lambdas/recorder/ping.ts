import type { Clock } from '../domain/clock.ts'
import { VERSION } from '../domain/version.ts'
import type { SecretReference } from './configuration/configuration.ts'
import { parseHttpUrl } from './configuration/source-url.ts'
import { createExchanging, type Exchanging } from './feldera/http.ts'
import { secretIn } from './feldera/secret-text.ts'
import { createSecretReader, type ReadSecret } from './feldera/secrets.ts'
import type { RecorderLog } from './log.ts'

/** What became of a run, for a watcher outside of all this. Never rejects, and takes no longer than `withinMs` and 3 s. */
export type Ping = (outcome: 'completed' | 'failed', withinMs: number) => Promise<void>

export const NO_PING: Ping = async () => {}

interface PingPorts {
  readonly readSecret: ReadSecret
  readonly exchange: Exchanging
  readonly clock: Clock
  readonly log: RecorderLog
}

const LIMITS = { answerMs: 3_000, bodyBytes: 64 * 1024 }
// Less is not worth beginning.
const SHORTEST_MS = 250
// As credentials of sources are: a URL that was changed counts after this long.
const REMEMBER_MS = 5 * 60_000

/** The real one: egress goes by the same rules as to sources (feldera/reach.ts), and no redirect is followed. */
export function createSystemPing({
  reference,
  environment,
  loopback,
  clock,
  log,
}: {
  /** Where the URL stands: who knows it may ping in our name. */
  readonly reference: SecretReference
  readonly environment: { readonly [name: string]: string | undefined }
  readonly loopback: boolean
  readonly clock: Clock
  readonly log: RecorderLog
}): Ping {
  return createPing(reference, {
    readSecret: createSecretReader(environment),
    exchange: createExchanging({ loopback, clock, limits: LIMITS }),
    clock,
    log,
  })
}

/**
 * Asks the URL after a completed run, and the URL with `/fail` after one that failed: the scheme of Healthchecks and of what is like it
 * (healthchecks.io/docs/http_api). What goes wrong is logged without a letter of the URL; whoever is pinged notices by himself.
 */
export function createPing(reference: SecretReference, ports: PingPorts): Ping {
  const { clock, log } = ports
  let known: { readonly text: string; readonly untilMs: number } | undefined
  const sent = async (outcome: 'completed' | 'failed'): Promise<string | undefined> => {
    if (known === undefined || clock.now() >= known.untilMs) {
      const secret = await secretIn(ports.readSecret, reference)
      if (secret.kind === 'unavailable') return secret.detail
      known = { text: secret.text, untilMs: clock.now() + REMEMBER_MS }
    }
    const url = pingUrl(known.text, outcome)
    if (url === undefined) return 'the secret is no https URL'
    const headers = { 'user-agent': `checkpoint-ledger/${VERSION}` }
    const answer = await ports.exchange({ method: 'GET', url, headers })
    if (answer.kind === 'incomplete') return answer.detail
    return answer.status >= 200 && answer.status < 300 ? undefined : `HTTP ${answer.status}`
  }
  return async (outcome, withinMs) => {
    if (withinMs < SHORTEST_MS) return log({ name: 'ping-failed', outcome, reason: 'no time was left' })
    const answered = new AbortController()
    const late = clock
      .sleep(Math.min(withinMs, LIMITS.answerMs), answered.signal)
      .then(() => 'no answer in time')
    // Whatever it throws may quote the URL.
    const asked = sent(outcome).catch(() => 'the ping could not be made')
    const reason = await Promise.race([asked, late])
    answered.abort('answered')
    if (reason !== undefined) log({ name: 'ping-failed', outcome, reason })
  }
}

/** `https://hc-ping.com/<id>` and `https://hc-ping.com/<id>/fail`; a query (`?create=1`) stays behind the path. */
function pingUrl(text: string, outcome: 'completed' | 'failed'): string | undefined {
  const parsed = parseHttpUrl(text)
  if (parsed.kind === 'refused' || parsed.exposed) return undefined
  if (outcome === 'failed') parsed.url.pathname = `${parsed.url.pathname.replace(/(?<!\/)\/+$/, '')}/fail`
  return parsed.url.href
}
