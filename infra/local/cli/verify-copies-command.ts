import { believedIn, noCopies } from '../../../lambdas/domain/copies/copies.ts'
import { climb, type Expected } from '../../../lambdas/domain/copies/copy-ladder.ts'
import { DEFAULT_RETENTION } from '../../../lambdas/domain/copies/copy-retention.ts'
import { parseDuration } from '../../../lambdas/domain/duration.ts'
import { instant } from '../../../lambdas/domain/instant.ts'
import type { ActionPorts } from '../../../lambdas/publisher/actions/ports.ts'
import { Refused } from '../refused.ts'
import { COPIES_FLAG_NAMES } from './copies-arguments.ts'
import { keepMemory, memoryIn } from './copies-memory.ts'
import { checkedWithBar, type Said, saidOf, unobservable } from './judge-copies.ts'
import type { Asked } from './ledger-arguments.ts'
import { storeAt } from './store-at.ts'
import type { UsingLedger } from './using-ledger.ts'

// As for pipelines: Feldera needs seconds to push or remove a checkpoint.
const CONFIRM_AFTER = '5s,30s'

/** `npm run ledger -- verify-copies`: ends with 0 verified, 1 damaged, 3 not verifiable. */
export async function verifyCopies(asked: Asked, usingLedger: UsingLedger): Promise<number> {
  const { code, text } =
    asked.operands.length === 0
      ? await copiesVerified(asked)
      : await usingLedger(({ ports }) => configuredCopies(ports, asked))
  console.log(text)
  return code
}

/** Of a configured store everything but how closely to look is configured. */
async function configuredCopies(ports: ActionPorts, asked: Asked): Promise<Said> {
  const foreign = COPIES_FLAG_NAMES.filter((flag) => flag !== 'confirm-after').filter(
    (flag) => asked.flags[flag] !== undefined,
  )
  if (foreign.length > 0)
    throw new Refused(`verify-copies PIPELINE takes no --${foreign.join(', --')}: that is configured`)
  // What runs need to reach a store no other command waits for.
  const { copiesOfPipeline } = await import('./copies-of-pipeline.ts')
  const waits = asked.flags['confirm-after']
  return copiesOfPipeline(ports, asked, waits === undefined ? undefined : waitsOf(waits))
}

/** With `--location`: the store alone. Nothing is written but `--state-file`. */
export async function copiesVerified(asked: Asked): Promise<Said> {
  const { flags, deep, json, isDataGiven, stack } = asked
  if (flags.location === undefined)
    throw new Refused('verify-copies: PIPELINE, or --location s3://… or file:///…, is missing')
  if (isDataGiven || stack !== undefined)
    throw new Refused('verify-copies --location reads the store alone: leave --data and --stack out')
  const { location } = flags
  const expected = expectedOf(asked)
  const confirmAfterMs = waitsOf(flags['confirm-after'] ?? CONFIRM_AFTER)
  const store = await storeAt({ location, region: flags.region, endpoint: flags.endpoint })
  const memory = flags['state-file'] === undefined ? undefined : memoryIn(flags['state-file'], location)
  const at = instant(Date.now())
  const copies = memory?.copies ?? noCopies(at)
  const { checked, cost } = await checkedWithBar(
    store,
    { deep, confirmAfterMs, believed: believedIn(copies) },
    memory?.remembered,
  )
  if (checked.kind === 'unobservable') return unobservable(location, checked.why, json)
  const climbed = climb(copies, checked.seen, expected, at)
  if (flags['state-file'] !== undefined)
    keepMemory(flags['state-file'], { location, remembered: checked.remembered, copies: climbed.copies })
  return saidOf({ location, deep, json, cost }, checked, climbed.copies, climbed.events)
}

function waitsOf(text: string): readonly number[] {
  return text.split(',').map((wait) => durationOf('confirm-after', wait))
}

function expectedOf({ flags }: Asked): Expected {
  const count = flags['retention-min-count']
  if (count !== undefined && !/^(?:0|[1-9]\d{0,8})$/.test(count))
    throw new Refused(`--retention-min-count: ${count} is no whole number`)
  const [age, stale] = [flags['retention-min-age'], flags['stale-after']]
  return {
    checkpoints: new Map(),
    owner: null,
    retention: {
      minCount: count === undefined ? DEFAULT_RETENTION.minCount : Number(count),
      minAgeMs: age === undefined ? DEFAULT_RETENTION.minAgeMs : durationOf('retention-min-age', age),
    },
    staleAfterMs: stale === undefined ? null : durationOf('stale-after', stale),
  }
}

function durationOf(flag: string, text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined) throw new Refused(`--${flag}: ${text} is no duration (15s, 10m, 6h)`)
  return ms
}
