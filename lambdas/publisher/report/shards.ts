import type { Reign } from '../../audit/configurations.ts'
import type { Entry } from '../../domain/entry.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import { optionalTextIn, textIn } from '../../domain/event-data.ts'
import { type AlertLife, alertLives } from '../../domain/report/alert-times.ts'
import type { Looks } from '../../domain/report/looks.ts'
import type { Period } from '../../domain/report/period.ts'
import type { ShardFigures, SignOff } from '../../domain/report/report-form.ts'
import { runFold } from '../../domain/report/run-figures.ts'
import type { Sealed } from '../../domain/sealing.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { entryAt, eventsWith, newestWith } from '../../ledger/search.ts'
import { entriesOf, type Stretch, stretchOf } from './walk-period.ts'

/** What the ledger of one shard's runs says of a period. */
export interface Shard {
  readonly figures: ShardFigures
  readonly reigns: readonly Reign[]
  readonly alerts: readonly AlertLife[]
  readonly signOffs: readonly SignOff[]
}

// Enough to show a schedule where the period has no runs of its own.
const RUNS_BEFORE = 20

/** Walks the runs of the period; undefined where the shard had none before its end. `looks` learns of each. */
export async function readShard(
  ledger: Ledger,
  name: string,
  period: Period,
  {
    looks,
    isOver,
    signal,
  }: { readonly looks: Looks; readonly isOver: boolean; readonly signal: AbortSignal },
): Promise<Shard | undefined> {
  const stretch = await stretchOf(ledger, name, period)
  if (stretch === undefined) return undefined
  const shard = name.slice('recorder/'.length)
  const before = await ledger.readBackward(name, stretch.from - 1, RUNS_BEFORE)
  const runs = runFold(period, shard, before.map(({ entry }) => entry).toReversed())
  const alerts = alertLives()
  const signOffs: SignOff[] = []
  let [first, last]: [Sealed | undefined, Sealed | undefined] = [undefined, stretch.before]
  for await (const sealed of entriesOf(ledger, name, stretch, signal)) {
    const { entry } = sealed
    runs.add(entry)
    looks.add(shard, entry)
    alerts.add(entry)
    signOffs.push(...entry.events.flatMap((event) => signOffIn(entry, event)))
    first ??= sealed
    last = sealed
  }
  return {
    figures: {
      ...runs.figures(isOver),
      entry_count: stretch.end - stretch.from,
      first_seq: first === undefined ? null : String(first.entry.seq),
      first_hash: first?.entry.hash ?? null,
      last_seq: last === undefined ? null : String(last.entry.seq),
      last_hash: last?.entry.hash ?? null,
    },
    reigns: await reignsOf(ledger, name, stretch),
    alerts: alerts.all(),
    signOffs,
  }
}

/** Every configuration of the shard up to the end, the newest first: the changes are few, and hops lead from one to the next. */
async function reignsOf(ledger: Ledger, name: string, { end }: Stretch): Promise<readonly Reign[]> {
  const run = await newestWith(ledger, name, ['run-completed'], end - 1)
  const event = run?.entry.events.find(({ kind }) => kind === 'run-completed')
  const hash = event === undefined ? null : optionalTextIn(event, 'configuration')
  if (hash === null) return []
  const kinds = ['configuration-changed'] as const
  const changes = await eventsWith(ledger, name, { kinds, fromSeq: end - 1, downTo: 1 }, () => true)
  const shard = name.slice('recorder/'.length)
  const begun = (await entryAt(ledger, name, 1)).entry.at
  const hashes = [hash, ...changes.map((change) => textIn(change.event, 'from'))]
  return hashes.map((one, i) => ({ shard, hash: one, since: changes[i]?.sealed.entry.at ?? begun }))
}

function signOffIn({ at, by }: Entry, event: LedgerEvent): readonly SignOff[] {
  if (event.kind !== 'report-signed-off') return []
  const said = (key: string) => textIn(event, key)
  return [
    {
      at,
      actor: optionalTextIn(event, 'actor') ?? by,
      from: said('from'),
      to: said('to'),
      sha256: said('sha256'),
      note: optionalTextIn(event, 'note'),
    },
  ]
}
