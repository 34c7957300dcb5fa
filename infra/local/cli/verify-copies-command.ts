import { setTimeout } from 'node:timers/promises'
import { believedIn, noCopies } from '../../../lambdas/domain/copies.ts'
import { climb, type Expected } from '../../../lambdas/domain/copy-ladder.ts'
import { DEFAULT_RETENTION } from '../../../lambdas/domain/copy-retention.ts'
import { parseDuration } from '../../../lambdas/domain/duration.ts'
import { instant } from '../../../lambdas/domain/instant.ts'
import { check } from '../../../lambdas/stores/check.ts'
import { COPIES_EXIT, type CopiesReport, copiesReport } from '../../../lambdas/stores/copies-report.ts'
import { type Cost, counting } from '../../../lambdas/stores/counting.ts'
import { NOTHING_REMEMBERED } from '../../../lambdas/stores/remembered.ts'
import { Refused } from '../refused.ts'
import { keepMemory, memoryIn } from './copies-memory.ts'
import type { Asked } from './ledger-arguments.ts'
import { progressBar } from './progress-bar.ts'
import { storeAt } from './store-at.ts'
import { copiesLines } from './words-of-copies.ts'

const IN_FLIGHT = 16
// As for pipelines: Feldera needs seconds to push or remove a checkpoint.
const CONFIRM_AFTER = '5s,30s'

/** `npm run ledger -- verify-copies --location …`: ends with 0 verified, 1 damaged, 3 not verifiable. */
export async function verifyCopies(asked: Asked): Promise<number> {
  const { code, text } = await copiesVerified(asked)
  console.log(text)
  return code
}

interface Said {
  readonly code: number
  readonly text: string
}

/** The same, and what there is to be said of it. Nothing is written but `--state-file`. */
export async function copiesVerified(asked: Asked): Promise<Said> {
  const { flags, deep, json, isDataGiven, stack } = asked
  if (flags.location === undefined)
    throw new Refused('verify-copies: --location s3://… or file:///… is missing')
  if (isDataGiven || stack !== undefined)
    throw new Refused('verify-copies --location reads the store alone: leave --data and --stack out')
  const { location } = flags
  const expected = expectedOf(asked)
  const confirmAfterMs = (flags['confirm-after'] ?? CONFIRM_AFTER)
    .split(',')
    .map((wait) => durationOf('confirm-after', wait))
  const { reader, cost } = counting(
    await storeAt({ location, region: flags.region, endpoint: flags.endpoint }),
  )
  const memory = flags['state-file'] === undefined ? undefined : memoryIn(flags['state-file'], location)
  const at = instant(Date.now())
  const copies = memory?.copies ?? noCopies(at)
  const bar = progressBar(process.stderr)
  const checked = await check(
    {
      reader,
      inFlight: IN_FLIGHT,
      progress: (doing, done, of) => bar.show(doing, BigInt(done), BigInt(of ?? done)),
      clock: { now: Date.now, sleep: (ms) => setTimeout(ms) },
    },
    memory?.remembered ?? NOTHING_REMEMBERED,
    { depth: deep ? 'blocks' : 'trailer', confirmAfterMs, believed: believedIn(copies) },
  ).finally(bar.end)
  if (checked.kind === 'unobservable') return unobservable(location, checked.why, json)
  const climbed = climb(copies, checked.seen, expected, at)
  if (flags['state-file'] !== undefined)
    keepMemory(flags['state-file'], { location, remembered: checked.remembered, copies: climbed.copies })
  const report = copiesReport(checked.seen, checked.listed, climbed.copies, climbed.events)
  return {
    code: COPIES_EXIT[report.verdict],
    text: json ? asJson(location, deep, report, cost()) : copiesLines(report, deep).join('\n'),
  }
}

/** The store said nothing, which says nothing of what is in it. */
function unobservable(location: string, why: string, json: boolean): Said {
  const said = { verdict: 'not-verified', location, unverified: [{ object: location, why }] }
  const text = json ? JSON.stringify(said, null, 2) : `not verified: the store could not be read: ${why}`
  return { code: COPIES_EXIT['not-verified'], text }
}

function asJson(location: string, deep: boolean, report: CopiesReport, cost: Cost): string {
  const { verdict, ...rest } = report
  return JSON.stringify({ verdict, location, deep, ...rest, cost }, null, 2)
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
