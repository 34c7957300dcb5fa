import { createMemoryStoreWork } from '../../lambdas/ledger/work/memory-store-work.ts'
import { hold } from '../../lambdas/publisher/actions/act-on-hold.ts'
import { virtualTime } from '../simulation/virtual-time.ts'
import { T0 } from '../support/listings.ts'
import { ORIGIN } from '../support/logging.ts'
import { memoryReportStores } from '../support/report-stores.ts'
import { createDelivery } from './delivery.ts'
import { createInvocation, type Ended, type Invocation } from './invocation.ts'
import { LEASE_MS, notifyPortsOf, publisherOf } from './publisher.ts'
import { createRecall } from './recall.ts'
import { type RecorderOptions, record } from './recorder.ts'
import type { Cell } from './sites.ts'
import { createStores } from './stores.ts'
import { ledgerThrough, progressThrough } from './through.ts'
import { createTrouble } from './trouble.ts'
import { type Catalogs, createWorld, HELD, PIPELINES } from './world.ts'

/** Everything of one story: stores, a source, a clock, and those who are at work, one invocation after the other. */
export type Stage = ReturnType<typeof createStage>

export function createStage(plan: readonly Cell[], states: readonly Catalogs[]) {
  const time = virtualTime(T0)
  const recall = createRecall()
  recall.part(time.clock.now, (then) => time.pass(then - time.clock.now()))
  const stores = createStores(recall)
  const world = createWorld(recall, states)
  const trouble = createTrouble(recall, plan)
  const chance = recall.cell(0)
  const options = recall.cell<Omit<RecorderOptions, 'random'>>({ pipelines: PIPELINES, withoutLog: false })
  const random = (): number => {
    chance.value += 1
    return (chance.value % 1_000) / 1_000_000
  }

  let atWork: readonly Invocation[] = []
  const began: typeof createInvocation = (parts) => {
    const who = createInvocation(parts)
    atWork = [...atWork, who]
    return who
  }

  /** Runs that came to their end and said so. */
  const completed = recall.list<string>()
  const recordBy = async (who: Pick<Invocation, 'call' | 'clock'>): Promise<void> => {
    completed.push((await record(who, stores, world, { ...options.value, random })).runId)
  }

  /** Somebody else's work, which no fault meets. */
  const beside = (work: (who: Invocation) => Promise<unknown>) => async (): Promise<void> => {
    const who = began({ clock: time.clock, trouble: null, another: async () => {} })
    await who.live(() => work(who))
  }
  /** Another recorder's whole run, which sees the world a step further. */
  const anotherRun = beside(async (who) => {
    world.moveTo(2)
    await recordBy(who)
  })
  /** Another publisher, which sweeps up everything at once: whoever waited for it has lost what he held. */
  const anotherSweep = beside(async (who) => {
    time.pass(LEASE_MS + 1_000)
    await publisherOf(who, stores).handle({ kind: 'sweep', olderThanMs: 0 })
  })

  async function invoke<T>(
    another: () => Promise<void>,
    work: (who: Invocation) => Promise<T>,
  ): Promise<Ended<T>> {
    const who = began({ clock: time.clock, trouble, another })
    const late = trouble.late.take()
    const ended = await time.live(who.live(() => work(who)))
    for (const effect of late) await effect().catch(() => {})
    return ended
  }

  const delivery = createDelivery({
    recall,
    stores,
    trouble,
    invoke: (work) => invoke(anotherSweep, (who) => work(publisherOf(who, stores))),
  })

  return {
    time,
    stores,
    world,
    trouble,
    ...delivery,
    recall,
    /** Whether somebody is still at work between two steps: what he will do stands in no store. */
    goesOn: () => {
      atWork = atWork.filter((who) => who.goesOn())
      return atWork.length > 0
    },
    /** Ends everybody who is at work, before the stage becomes what it was. */
    clear: () => {
      for (const who of atWork) who.kill()
      atWork = []
    },
    configure: (over: Partial<Omit<RecorderOptions, 'random'>>) => {
      options.value = { ...options.value, ...over }
    },
    completed,
    recordBy,
    publisherBy: (who: Pick<Invocation, 'call' | 'clock'>) => publisherOf(who, stores),
    run: () => invoke(anotherRun, recordBy),
    sweep: () => invoke(anotherSweep, (who) => publisherOf(who, stores).handle({ kind: 'sweep' })),
    /** A person holds a checkpoint of a pipeline that is no longer watched; the same again is the same hold. */
    act: () =>
      invoke(anotherRun, (who) => {
        const { call, clock } = who
        const notify = notifyPortsOf(who, stores)
        const { overviews, alerts, archive, progress } = stores
        const ledger = ledgerThrough(call, stores.ledger)
        const { notePending } = progressThrough(call, progress)
        const ports = {
          ledger,
          overviews,
          alerts,
          stores: createMemoryStoreWork(),
          archive,
          origin: ORIGIN,
          version: '1',
          clock,
          notePending,
          notify,
          reports: memoryReportStores(),
        }
        const pipeline = { ledger: 'prod/former', row: undefined, head: undefined }
        return hold(ports, pipeline, HELD.uuid, { actor: 'somebody', reason: 'an audit' })
      }),
  }
}
