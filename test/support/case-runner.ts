import { emptyLog } from '../../lambdas/archive/log/log-reader.ts'
import { parseUuid } from '../../lambdas/domain/checkpoint.ts'
import type { Entry } from '../../lambdas/domain/entry.ts'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { instant } from '../../lambdas/domain/instant.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import type { Message } from '../../lambdas/domain/telling/message.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { createMemoryOutbox } from '../../lambdas/ledger/outbox/memory-outbox.ts'
import { createMemoryAlertIndex } from '../../lambdas/ledger/work/memory-alert-index.ts'
import { createMemoryOverviews } from '../../lambdas/ledger/work/memory-overviews.ts'
import { alertEvents } from '../../lambdas/publisher/actions/alert-events.ts'
import { placing } from '../../lambdas/publisher/actions/hold-events.ts'
import { type Planning, planning } from '../../lambdas/publisher/actions/plan-events.ts'
import { recordAction } from '../../lambdas/publisher/actions/record-action.ts'
import { type Failure, isFailure } from '../../lambdas/publisher/failure.ts'
import { takeIn } from '../../lambdas/publisher/notify/announce.ts'
import type { Configuration } from '../../lambdas/recorder/configuration/configuration.ts'
import { parseConfiguration } from '../../lambdas/recorder/configuration/parse-configuration.ts'
import { createFelderaClient } from '../../lambdas/recorder/feldera/ask.ts'
import { createCredentials } from '../../lambdas/recorder/feldera/credentials.ts'
import type { Request } from '../../lambdas/recorder/feldera/http.ts'
import { type RunPorts, run } from '../../lambdas/recorder/run.ts'
import { CANARY } from '../canary/canary.ts'
import { virtualTime } from '../simulation/virtual-time.ts'
import { createServer } from './case-answers.ts'
import type { Case, Step } from './case-form.ts'
import { createNames } from './case-names.ts'
import { at, T0 } from './listings.ts'
import { createMemoryArchive } from './memory-archive.ts'

/** What one step led to. */
export interface Happened {
  /** By ledger, in the order of recording. */
  readonly entries: readonly Entry[]
  readonly messages: readonly Message[]
  readonly outcome: { readonly [pipeline: string]: string }
  readonly asked: { readonly [path: string]: number }
}

/**
 * The real client, recorder and telling above a server that says what the case says; all stores are in memory, and waiting takes
 * no time. Nothing is left to chance: where jitter is drawn, it is 0.
 */
export function createPlace(
  { policy, pipelines }: Pick<Case, 'policy' | 'pipelines'>,
  // The log has tests of its own.
  sequenced: (ports: Pick<RunPorts, 'ledger' | 'archive' | 'clock'>) => RunPorts['sequence'] = () =>
    async () => {},
) {
  const names = createNames()
  const server = createServer(names)
  const time = virtualTime(T0)
  const { clock } = time
  const entries: Entry[] = []
  const messages: Message[] = []
  const ledger = noting(createMemoryLedger(), entries)
  const overviews = createMemoryOverviews()
  const archive = createMemoryArchive()
  const random = (): number => 0
  const exchange = async (request: Request) => server.answer(request, clock.now())
  const credentials = createCredentials({ readSecret: async () => `apikey:${CANARY}`, exchange, clock })
  const recorder = {
    ledger,
    overviews,
    archive,
    sequence: sequenced({ ledger, archive, clock }),
    feldera: createFelderaClient({ exchange, credentials, clock, random }),
    clock,
    random,
    log: () => {},
  }
  const publisher = {
    alerts: createMemoryAlertIndex(),
    outbox: createMemoryOutbox(),
    ledger,
    notePending: async () => {},
    overviews,
    publish: async (message: Message) => ({ messageId: String(messages.push(message)) }),
    addressing: async () => ({ log: emptyLog('log.example'), linkBase: '', emailText: false }),
    clock,
    leaseMs: 60_000,
    log: () => {},
  }
  let configured = { policy, pipelines }

  async function act(step: Step): Promise<void> {
    const { hold, acknowledge } = step
    const actor = 'ann'
    const planned = planIn(step, actor)
    const decide = async (head: Sealed | undefined): Promise<readonly LedgerEvent[] | Failure> => {
      if (head === undefined) throw new Error('nothing is recorded yet')
      if (planned !== undefined) {
        const now = instant(clock.now())
        const { policy } = configuration(configured)
        const decided = await planning(head.state, planned, { now, policy, isWithdrawn: async () => false })
        return isFailure(decided) ? decided : decided.events
      }
      if (hold !== undefined) {
        const uuid = parseUuid(names.uuidOf(hold.uuid))
        if (uuid === undefined) throw new Error(`${hold.uuid} is no UUID`)
        return placing(head, { uuid, reason: hold.reason, actor }, configuration(configured).policy)
      }
      const alert = head.state.alerts.find(({ kind }) => kind === acknowledge)
      if (alert === undefined) throw new Error(`no alert ${String(acknowledge)} is open`)
      return alertEvents(head.state, alert.id, 'acknowledge', { actor, note: null })
    }
    if (hold === undefined && acknowledge === undefined && planned === undefined) return
    const acting = { ledger, clock, notePending: async () => {} }
    const done = await recordAction(acting, { name: 'prod/orders', actor }, decide)
    if (isFailure(done)) throw new Error(`refused: ${JSON.stringify(done)}`)
  }

  return {
    names,
    ledger,
    overviews,
    archive,
    clock,
    live: async (step: Step): Promise<Happened> => {
      const waitMs = T0 + step.at * 1_000 - clock.now()
      if (waitMs < 0) throw new Error(`at ${step.at}: the step before is not over yet`)
      time.pass(waitMs)
      server.become(step)
      configured = {
        policy: step.policy ?? configured.policy,
        pipelines: step.pipelines ?? configured.pipelines,
      }
      entries.length = 0
      messages.length = 0
      await act(step)
      const bytes = { configurationHash: '0'.repeat(64), configurationBytes: Buffer.from('{}') }
      const options = { ...bytes, shard: '0', everyMs: null, beginUntilMs: Infinity }
      await time.live(run(recorder, { ...options, configuration: configuration(configured) }))
      await takeIn(publisher, ...entries)
      const rows = (await overviews.read('0')).overview?.rows ?? []
      return {
        entries: entries.toSorted((a, b) =>
          a.ledger < b.ledger ? -1 : a.ledger > b.ledger ? 1 : a.seq - b.seq,
        ),
        messages: [...messages],
        outcome: Object.fromEntries(rows.map((row) => [row.ledger.slice('prod/'.length), row.outcome])),
        asked: server.asked(),
      }
    },
  }
}

/** Seconds of the case, as everywhere. */
function planIn({ approve, maintain }: Step, actor: string): Planning | undefined {
  const said = approve ?? maintain
  if (said === undefined) return undefined
  const [form, kinds] =
    approve === undefined ? (['maintenance', []] as const) : (['approval', approve.kinds] as const)
  const from = said.from === undefined ? null : at(said.from)
  return { form, kinds, from, until: at(said.until), reason: 'planned', actor }
}

function configuration(configured: Pick<Case, 'policy' | 'pipelines'>): Configuration {
  const source = {
    name: 'prod',
    url: 'https://feldera.example.com',
    auth: { apiKey: { env: 'KEY' } },
    pipelines: configured.pipelines,
  }
  const parsed = parseConfiguration(JSON.stringify({ sources: [source], policy: configured.policy }))
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems))
  return parsed.configuration
}

function noting(ledger: Ledger, entries: Entry[]): Ledger {
  return {
    ...ledger,
    append: async (sealed) => {
      const outcome = await ledger.append(sealed)
      if (outcome === 'appended') entries.push(sealed.entry)
      return outcome
    },
  }
}
