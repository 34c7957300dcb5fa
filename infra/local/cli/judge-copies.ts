import type { Copies } from '../../../lambdas/domain/copies/copies.ts'
import type { CopyEvent } from '../../../lambdas/domain/copies/copy-event.ts'
import { systemClock } from '../../../lambdas/recorder/system-clock.ts'
import { type Cost, counting } from '../../../lambdas/stores/counting.ts'
import { type Checked, type CheckOptions, check } from '../../../lambdas/stores/looking/check.ts'
import {
  COPIES_EXIT,
  type CopiesReport,
  copiesReport,
} from '../../../lambdas/stores/looking/copies-report.ts'
import { NOTHING_REMEMBERED, type Remembered } from '../../../lambdas/stores/looking/remembered.ts'
import type { StoreReader } from '../../../lambdas/stores/store-reader.ts'
import { progressBar } from './progress-bar.ts'
import { copiesLines } from './words-of-copies.ts'

const IN_FLIGHT = 16

/** What a command ends with, and what there is to be said. */
export interface Said {
  readonly code: number
  readonly text: string
}

/** One check by somebody who waits for it. */
export async function checkedWithBar(
  store: StoreReader,
  { deep, ...options }: Omit<CheckOptions, 'depth'> & { readonly deep: boolean },
  remembered: Remembered = NOTHING_REMEMBERED,
): Promise<{ readonly checked: Checked; readonly cost: Cost }> {
  const { reader, cost } = counting(store)
  const bar = progressBar(process.stderr)
  const checked = await check(
    {
      reader,
      inFlight: IN_FLIGHT,
      progress: (doing, done, of) => bar.show(doing, BigInt(done), BigInt(of ?? done)),
      clock: systemClock,
    },
    remembered,
    { ...options, depth: deep ? 'blocks' : 'trailer' },
  ).finally(bar.end)
  return { checked, cost: cost() }
}

interface How {
  readonly location: string
  readonly deep: boolean
  readonly json: boolean
  readonly cost: Cost
}

export function saidOf(
  { location, deep, json, cost }: How,
  checked: Extract<Checked, { kind: 'seen' }>,
  copies: Copies,
  events: readonly CopyEvent[],
): Said {
  const report = copiesReport(checked.seen, checked.listed, copies, events)
  return {
    code: COPIES_EXIT[report.verdict],
    text: json ? asJson(location, deep, report, cost) : copiesLines(report, deep).join('\n'),
  }
}

/** The store said nothing, which says nothing of what is in it. */
export function unobservable(location: string, why: string, json: boolean): Said {
  const said = { verdict: 'not-verified', location, unverified: [{ object: location, why }] }
  const text = json ? JSON.stringify(said, null, 2) : `not verified: the store could not be read: ${why}`
  return { code: COPIES_EXIT['not-verified'], text }
}

function asJson(location: string, deep: boolean, report: CopiesReport, cost: Cost): string {
  const { verdict, ...rest } = report
  return JSON.stringify({ verdict, location, deep, ...rest, cost }, null, 2)
}
