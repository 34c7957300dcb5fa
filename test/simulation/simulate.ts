import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { instant } from '../../lambdas/domain/instant.ts'
import { evolve, NOTHING_YET, type State } from '../../lambdas/domain/state.ts'
import { T0 } from '../support/listings.ts'
import { configuration, recording } from '../support/recording.ts'
import { chanceOf, createWorld, type Shown } from './world.ts'

/** What a simulated life came to. `problems` is empty where everything was told rightly. */
export interface Verdict {
  readonly seed: number
  readonly runs: number
  readonly losses: number
  readonly alarms: number
  readonly problems: readonly string[]
}

const RUNS = 25
const PERIODS_SECONDS = [20, 60, 300]
const NAME = 'prod/orders'

/** One pipeline's life under one seed: the real recorder over memory and virtual time, against what truly happened. */
export async function simulate(seed: number): Promise<Verdict> {
  const chance = chanceOf(seed)
  const world = createWorld(chance)
  const period = PERIODS_SECONDS[Math.floor(chance() * PERIODS_SECONDS.length)] ?? 60
  const confirmAfterMs = chance() < 0.8 ? [5_000, 30_000] : [5_000]
  let shown: Shown[] = []
  const place = recording(configuration(['orders'], { confirmAfterMs }), ({ feldera, clock }) => ({
    random: chance,
    feldera: {
      ...feldera,
      listCheckpoints: async () => {
        const next = world.ask((clock.now() - T0) / 1_000)
        shown.push(next)
        return answered(next, clock.now())
      },
    },
  }))
  const problems: string[] = []
  let losses = 0
  for (let run = 0; run < RUNS; run += 1) {
    place.pass(period)
    if (chance() < 0.3) world.allowGlitch()
    world.befall()
    shown = []
    const before = (await place.ledger.head(NAME))?.state ?? NOTHING_YET
    const seqBefore = (await place.ledger.head(NAME))?.entry.seq ?? 0
    const rivals = chance() < 0.1 ? 2 : 1
    await Promise.all(Array.from({ length: rivals }, () => place.run()))
    const entries = await place.ledger.readForward(NAME, seqBefore + 1, 1_000)
    const events = entries.flatMap(({ entry }) => entry.events)
    if (rivals > 1) continue
    const owed = owedLosses(before, shown, confirmAfterMs.length)
    losses += owed.length
    const told = new Set(ofKind(events, 'checkpoint-missing').map(({ uuid }) => String(uuid)))
    for (const uuid of owed)
      if (!told.has(uuid)) problems.push(`run ${run}: ${uuid} was lost and nobody was told`)
  }
  const all = await place.ledger.readForward(NAME, 1, 10_000)
  const events = all.flatMap(({ entry }) => entry.events)
  const alarms = ofKind(events, 'checkpoint-missing')
  for (const { uuid, data } of alarms) {
    const lastSeen =
      (Date.parse(typeof data['last_seen_at'] === 'string' ? data['last_seen_at'] : '') - T0) / 1_000
    const outdated = world.outdatedAt.some((shownAt) => Math.abs(shownAt - lastSeen) < 1)
    if (!outdated && !world.lossesAt.some((lossAt) => lossAt >= lastSeen - 1))
      problems.push(`${uuid}: nothing was lost since ${lastSeen} s`)
  }
  for (const { uuid } of ofKind(events, 'fingerprint-changed')) {
    if (!world.altered.has(String(uuid))) problems.push(`${uuid} was never altered`)
  }
  problems.push(...tooOften(events, 'checkpoint-recorded'), ...tooOften(events, 'checkpoint-missing'))
  problems.push(...unsound(all))
  return { seed, runs: RUNS, losses, alarms: alarms.length, problems }
}

/** By the rule alone, without the code that is judged: what every answer of a run showed to be gone, too few newer ones listed. */
function owedLosses(before: State, shown: readonly Shown[], confirmations: number): readonly string[] {
  const lists = shown.flatMap(({ answer }) =>
    typeof answer === 'string' ? [] : [answer.map(({ uuid }) => String(uuid))],
  )
  const [first] = lists
  if (first === undefined || shown.some(({ glitch }) => glitch) || lists.length < 1 + confirmations) return []
  return before.listed
    .map(({ uuid }) => String(uuid))
    .filter((uuid) => lists.every((list) => !list.includes(uuid)))
    .filter((uuid) => first.filter((other) => other > uuid).length < 2)
}

function unsound(
  all: Awaited<ReturnType<ReturnType<typeof recording>['ledger']['readForward']>>,
): readonly string[] {
  let state = NOTHING_YET
  let prev = '0'.repeat(64)
  const problems: string[] = []
  for (const [i, { entry, state: kept }] of all.entries()) {
    if (entry.seq !== i + 1 || entry.prev !== prev) problems.push(`entry ${i + 1} breaks the chain`)
    state = evolve(state, entry)
    if (JSON.stringify(state) !== JSON.stringify(kept))
      problems.push(`entry ${i + 1}: the state is not the fold`)
    prev = entry.hash
  }
  return problems
}

/** A checkpoint is recorded once, and ends once more for every time it is seen again. */
function tooOften(
  events: readonly LedgerEvent[],
  kind: 'checkpoint-recorded' | 'checkpoint-missing',
): readonly string[] {
  const count = (of: LedgerEvent['kind'], uuid: string): number =>
    ofKind(events, of).filter((event) => event.uuid === uuid).length
  const uuids = new Set(ofKind(events, kind).map(({ uuid }) => String(uuid)))
  return [...uuids].flatMap((uuid) => {
    const allowed = kind === 'checkpoint-recorded' ? 1 : 1 + count('checkpoint-reappeared', uuid)
    return count(kind, uuid) > allowed ? [`${uuid}: ${kind} ${count(kind, uuid)} times`] : []
  })
}

function ofKind(events: readonly LedgerEvent[], kind: LedgerEvent['kind']): readonly LedgerEvent[] {
  return events.filter((event) => event.kind === kind)
}

function answered({ answer }: Shown, nowMs: number) {
  const at = instant(nowMs)
  const url = 'http://127.0.0.1:1/v0/pipelines/orders/checkpoints'
  if (typeof answer === 'string') {
    const line = { url, status: null, headers: {}, requestedAt: at, receivedAt: null, body: null }
    return {
      answers: [line],
      observation: { kind: 'unobservable' as const, reason: answer, detail: 'simulated' },
    }
  }
  const line = {
    url,
    status: 200,
    headers: {},
    requestedAt: at,
    receivedAt: at,
    body: Buffer.from(JSON.stringify(answer)),
  }
  return { answers: [line], observation: { kind: 'listed' as const, checkpoints: answer } }
}
