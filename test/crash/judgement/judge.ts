import { optionalTextIn } from '../../../lambdas/domain/event-data.ts'
import type { Sealed } from '../../../lambdas/domain/sealing.ts'
import type { Stage } from '../stage.ts'
import type { Stores } from '../stores.ts'
import { unfinished, wrongAlerts, wrongAnnouncements } from './alerts.ts'
import { brokenChains, missingEvidence } from './ledgers.ts'
import { brokenLog } from './log.ts'

/** Everything that is not as it must be once the faults are over. */
export async function judge(
  stage: Stage,
  reference: readonly string[] | null,
  losses = 1,
): Promise<readonly string[]> {
  const { stores, trouble } = stage
  const entriesOf = entriesIn(stores)
  const facts = factsOf(stores)
  const [missing, more] = reference === null ? [[], []] : [except(reference, facts), except(facts, reference)]
  return [
    ...brokenChains(stores, entriesOf),
    ...missingEvidence(stores),
    ...brokenLog(stores, entriesOf),
    ...wrongAlerts(stores, losses),
    ...wrongAnnouncements(stores, trouble.strikes(), losses),
    ...(await unfinished(stores, losses)),
    ...(missing.length > 0 ? [`not recorded: ${missing.join(', ')}`] : []),
    ...(more.length > 0 ? [`recorded beyond: ${more.join(', ')}`] : []),
    ...unrecordedRuns(stage),
    ...(stage.isWaiting() ? ['the stream holds entries'] : []),
  ]
}

/** Whoever says that a run was completed has its entry to show. */
function unrecordedRuns({ completed, stores }: Stage): readonly string[] {
  const recorded = stores.appended.flatMap(({ entry }) =>
    entry.ledger.startsWith('recorder/') ? [entry.run] : [],
  )
  const times = (run: string): number => recorded.filter((one) => one === run).length
  return completed.flatMap((run) => (times(run) === 1 ? [] : [`run ${run} has ${times(run)} entries`]))
}

function entriesIn({ appended }: Stores): (name: string) => readonly Sealed[] {
  const byName = Map.groupBy(appended, ({ entry }) => entry.ledger)
  return (name) => byName.get(name) ?? []
}

/** What was recorded of pipelines, without times; each fact as often as it was recorded. What remained unseen depends on the faults. */
export function factsOf({ appended }: Stores): readonly string[] {
  return appended
    .filter(({ entry }) => !entry.ledger.startsWith('recorder/'))
    .flatMap(({ entry }) =>
      entry.events
        .filter(({ kind }) => kind !== 'coverage-gap')
        .map((event) => {
          const value = optionalTextIn(event, 'fingerprint') ?? optionalTextIn(event, 'reason')
          return [entry.ledger, event.kind, event.severity, event.uuid, value].join(' ')
        }),
    )
    .toSorted()
}

function except(all: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others]
  return all.filter((one) => {
    const at = left.indexOf(one)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
}
