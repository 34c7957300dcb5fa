import { believedIn, noCopies } from '../../../lambdas/domain/copies/copies.ts'
import { afterCopyEvent } from '../../../lambdas/domain/copies/copy-fold.ts'
import { instant } from '../../../lambdas/domain/instant.ts'
import { copiesLedger, splitLedger } from '../../../lambdas/domain/ledger-name.ts'
import { severityOf } from '../../../lambdas/domain/policy.ts'
import type { ActionPorts } from '../../../lambdas/publisher/actions/ports.ts'
import { whichPipeline } from '../../../lambdas/publisher/queries/which-pipeline.ts'
import { policyFor, storeFor } from '../../../lambdas/recorder/configuration/configuration.ts'
import { readConfiguration } from '../../../lambdas/recorder/configuration/read-configuration.ts'
import { createOpenStore } from '../../../lambdas/recorder/stores/open-configured.ts'
import { checkedEvents } from '../../../lambdas/recorder/stores/store-events.ts'
import type { StoreTask } from '../../../lambdas/recorder/stores/store-task.ts'
import { StoreFailure } from '../../../lambdas/stores/store-reader.ts'
import { Refused } from '../refused.ts'
import { checkedWithBar, type Said, saidOf, unobservable } from './judge-copies.ts'
import { taken } from './ledger-actions.ts'
import { type Asked, partsOf } from './ledger-arguments.ts'

/**
 * `npm run ledger -- verify-copies PIPELINE`: its configured store, read anew from the first byte to the last, and held against what its
 * ledgers say. Nothing is recorded: that is for the runs to do.
 */
export async function copiesOfPipeline(
  ports: ActionPorts,
  asked: Asked,
  confirmAfterMs: readonly number[] | undefined,
): Promise<Said> {
  const task = await taskOf(ports, asked)
  const { store, policy } = task
  const head = await ports.ledger.head(task.ledger)
  const believed = head?.state.copies ?? noCopies(instant(Date.now()))
  const opened = await createOpenStore(process.env)(store).catch((error: unknown) => {
    if (error instanceof StoreFailure) return error.message
    throw error
  })
  if (typeof opened === 'string') return unobservable(store.location, opened, asked.json)
  const deep = asked.deep || store.deep
  const { checked, cost } = await checkedWithBar(opened, {
    deep,
    confirmAfterMs: confirmAfterMs ?? policy.confirmAfterMs,
    believed: believedIn(believed),
  })
  if (checked.kind === 'unobservable') return unobservable(store.location, checked.why, asked.json)
  const at = instant(Date.now())
  const told = await checkedEvents(ports.ledger, task, believed, checked.seen, at)
  const events = told.map((event) => ({ ...event, severity: severityOf(policy, event.kind) }))
  const copies = events.reduce((before, event) => afterCopyEvent(before, event, at), believed)
  return saidOf({ location: store.location, deep, json: asked.json, cost }, checked, copies, events)
}

/** By the configuration that the last run ran with: its bytes are in the archive. */
async function taskOf(ports: ActionPorts, { operands: [operand = ''] }: Asked): Promise<StoreTask> {
  const { source: given, name: bare } = partsOf(operand)
  const { ledger: pipeline, row } = taken(await whichPipeline(ports, bare, given))
  const [newest] = (await ports.overviews.all())
    .filter(({ configuration }) => configuration !== null)
    .toSorted((a, b) => (a.finishedAt < b.finishedAt ? 1 : -1))
  const bytes =
    newest === undefined ? undefined : await ports.archive.get(`configurations/${newest.configuration ?? ''}`)
  if (bytes === undefined) throw new Refused('no run has kept its configuration here yet: give --location')
  const { configuration } = readConfiguration(bytes)
  const [source, name] = splitLedger(pipeline)
  const store = storeFor(configuration, source, name)
  if (store === undefined)
    throw new Refused(`"stores" of the configuration has none for ${pipeline}: give --location`)
  return {
    ledger: copiesLedger(pipeline),
    pipeline,
    store,
    policy: policyFor(configuration, source, name),
    epoch: row?.epoch ?? null,
    row: undefined,
  }
}
