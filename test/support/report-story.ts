import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import { createMemoryAlertIndex } from '../../lambdas/ledger/work/memory-alert-index.ts'
import { createMemoryStoreWork } from '../../lambdas/ledger/work/memory-store-work.ts'
import { actOnAlert } from '../../lambdas/publisher/actions/act-on-alert.ts'
import { hold } from '../../lambdas/publisher/actions/act-on-hold.ts'
import type { ActionPorts } from '../../lambdas/publisher/actions/ports.ts'
import { isFailure } from '../../lambdas/publisher/failure.ts'
import { indexAlerts } from '../../lambdas/publisher/notify/index-alerts.ts'
import { whichPipeline } from '../../lambdas/publisher/queries/which-pipeline.ts'
import { parseConfiguration } from '../../lambdas/recorder/configuration/parse-configuration.ts'
import { checkpoint, NEXT_FINGERPRINT, u64 } from './listings.ts'
import { createMemoryArchive } from './memory-archive.ts'
import { recording } from './recording.ts'
import { memoryReportStores } from './report-stores.ts'
import { silentNotify } from './silent-notify.ts'

/** Two configurations of one source; `clicks` is left out by the second, and `lost/*` never answers. */
const FIRST = `{"sources":[{"name":"prod","url":"https://feldera.example.com","pipelines":["orders","payments","clicks","never"]}],
  "policy":{"confirmAfter":[],"unobservableAfter":"2m"},"overrides":[{"match":"prod/orders","policy":{"staleAfter":"90s"}}]}`
const SECOND = FIRST.replace('"clicks",', '').replace('"90s"', '"2m"')

/**
 * Two hours of the real recorder, a run a minute, in which much happens: rotation, a loss, a changed fingerprint, an outage, runs that were not made, a
 * changed configuration, a hold that is broken, an alert that is acknowledged. Virtual time: it is the same every time.
 */
export async function reportStory({ minutes = 120 } = {}) {
  const first = read(FIRST)
  const archive = createMemoryArchive()
  const kept = recording(first, (ports) => ({
    archive: { ...archive, put: async (name, bytes, options) => archive.put(name, bytes, options) },
    feldera: ports.feldera,
  }))
  const { ledger, overviews, clock } = kept.ports
  const alerts = createMemoryAlertIndex()
  const ports: ActionPorts = {
    ledger,
    overviews,
    archive,
    alerts,
    stores: createMemoryStoreWork(),
    clock,
    origin: 'log.example/ledger',
    version: '1.2.3',
    notePending: async () => {},
    reports: memoryReportStores(),
    notify: silentNotify({ ledger, overviews, alerts, clock }),
  }
  const acting = async (name: string) => {
    const found = await whichPipeline(ports, name, 'prod')
    if (isFailure(found)) throw new Error(found.message)
    return found
  }
  for (let minute = 0; minute < minutes; minute += 1) {
    script(kept, minute)
    const text = minute < 60 ? FIRST : SECOND
    const options = {
      configuration: read(text),
      configurationHash: sha256Hex(text),
      configurationBytes: Buffer.from(text),
    }
    // Nobody ran from minute 80 to 89.
    if (minute < 80 || minute >= 90) await kept.run({ ...options, everyMs: 60_000 })
    if (minute === 10) {
      const found = await hold(ports, await acting('orders'), at(10).uuid, {
        actor: 'ada',
        reason: 'audit 2026',
      })
      if (isFailure(found)) throw new Error(found.message)
    }
    if (minute === 45) {
      for (const name of ['prod/orders', 'prod/payments']) {
        for (const { entry } of await ledger.readForward(name, 1, 10_000)) await indexAlerts(alerts, entry)
        const open = (await ledger.head(name))?.state.alerts ?? []
        for (const { id } of open)
          await actOnAlert(ports, id, 'acknowledge', { actor: 'grace', note: 'looked into it' })
      }
    }
    kept.pass(60)
  }
  return { ports: { ...ports, archive }, ledger, archive, clock, kept }
}

function read(text: string) {
  const parsed = parseConfiguration(text)
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems))
  return parsed.configuration
}

function at(minute: number, other: Partial<CheckpointMetadata> = {}): CheckpointMetadata {
  return checkpoint(minute * 60 + 5 - 60, {
    size: u64(String(9_007_199_254_740_993n + BigInt(minute))),
    ...other,
  })
}

function script({ script: says }: ReturnType<typeof recording>, minute: number): void {
  const pair = (m: number) => [at(m - 1), at(m)]
  // Rotates; the newest two are gone at once in minute 20.
  says('orders', minute === 20 ? [at(minute)] : pair(minute))
  // A new checkpoint every five minutes; in minute 30 the fingerprint of a recorded one changes.
  const five = Math.floor(minute / 5) * 5
  const changed = minute >= 30 && minute < 35 ? { fingerprint: NEXT_FINGERPRINT } : {}
  says('payments', [at(five - 5), at(five, { size: null, ...changed })])
  // Not seen from minute 15 to 24.
  const ten = Math.floor(minute / 10) * 10
  if (minute >= 15 && minute < 25) says('clicks', 'timeout')
  else says('clicks', [at(ten - 10), at(ten)])
  says('never', 'network')
}
