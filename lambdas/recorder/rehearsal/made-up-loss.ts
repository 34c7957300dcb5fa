import type { Archive } from '../../archive/archive.ts'
import { sha256Hex } from '../../domain/canonical.ts'
import type { Clock } from '../../domain/clock.ts'
import type { EventKind } from '../../domain/event.ts'
import { instant } from '../../domain/instant.ts'
import { DEFAULT_POLICY } from '../../domain/policy.ts'
import { createMemoryLedger } from '../../ledger/memory-ledger.ts'
import { createMemoryOverviews } from '../../ledger/work/memory-overviews.ts'
import type { Configuration } from '../configuration/configuration.ts'
import { createFelderaClient } from '../feldera/ask.ts'
import type { Exchange, Request } from '../feldera/http.ts'
import { type RunPorts, run } from '../run.ts'

const [SOURCE, PIPELINE] = ['rehearsal', 'loss']
// RFC 2606: nobody's, ever. Nothing is sent there all the same.
const URL_OF_NOBODY = 'https://rehearsal.invalid'

const WATCHED: Configuration = {
  sources: [
    { name: SOURCE, url: URL_OF_NOBODY, auth: { kind: 'none' }, tenant: null, pipelines: [PIPELINE] },
  ],
  policy: DEFAULT_POLICY,
  overrides: [],
  stores: [],
}

/**
 * What the recorder finds when a made-up pipeline loses its newest checkpoint: two runs of it over memory, from the bytes of answers to the
 * entry, confirmations and all. Nothing of it is kept, and nobody is asked.
 */
export async function findsMadeUpLoss(nowMs: number): Promise<readonly EventKind[]> {
  const clock = leapingClock(nowMs)
  const ledger = createMemoryLedger()
  let listed = [madeUp(nowMs - 120_000), madeUp(nowMs - 60_000)]
  const ports: RunPorts = {
    ledger,
    overviews: createMemoryOverviews(),
    archive: FORGETFUL,
    feldera: createFelderaClient({
      exchange: async (request) => answered(request, listed, clock.now()),
      credentials: { authorization: async () => ({ kind: 'header', value: undefined }) },
      clock,
      random: () => 0,
    }),
    clock,
    random: () => 0,
    log: () => {},
    sequence: async () => {},
  }
  const once = () =>
    run(ports, {
      configuration: WATCHED,
      configurationHash: sha256Hex(''),
      configurationBytes: new Uint8Array(),
      shard: '0',
      everyMs: null,
      beginUntilMs: Number.POSITIVE_INFINITY,
    })
  await once()
  listed = listed.slice(0, 1)
  await once()
  const head = await ledger.head(`${SOURCE}/${PIPELINE}`)
  return head?.entry.events.map(({ kind }) => kind) ?? []
}

/** Time passes only where somebody waits for it; who waits for others ends when he is called off. */
function leapingClock(beginMs: number): Clock {
  let nowMs = beginMs
  return {
    now: () => nowMs,
    sleep: async (ms, signal) => {
      if (signal === undefined) nowMs += ms
      else if (!signal.aborted)
        await new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        )
    },
  }
}

/** A checkpoint as Feldera lists it, begun at that moment; its fingerprint needs all 64 bits. */
function madeUp(begunMs: number): string {
  const time = begunMs.toString(16).padStart(12, '0')
  const uuid = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
  return `{"uuid":"${uuid}","identifier":null,"fingerprint":18446744073709551615,"size":1024,"steps":${begunMs},"processed_records":${begunMs}}`
}

/** The list of the made-up pipeline; of everything else the source knows nothing. */
function answered({ url }: Request, listed: readonly string[], nowMs: number): Exchange {
  const isAsked = url === `${URL_OF_NOBODY}/v0/pipelines/${PIPELINE}/checkpoints`
  const at = instant(nowMs)
  return {
    kind: 'answered',
    status: isAsked ? 200 : 404,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(isAsked ? `[${listed.join(',')}]` : '{}'),
    requestedAt: at,
    receivedAt: at,
  }
}

const FORGETFUL: Archive = {
  put: async () => 'kept',
  get: async () => undefined,
  replace: async () => 'replaced',
  supersede: async () => {},
  async *list() {},
}
