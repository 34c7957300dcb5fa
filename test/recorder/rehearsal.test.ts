import { describe, expect, it } from 'vitest'
import type { Entry } from '../../lambdas/domain/entry.ts'
import { takeIn } from '../../lambdas/publisher/notify/announce.ts'
import { NO_PING } from '../../lambdas/recorder/ping.ts'
import { createRecorder } from '../../lambdas/recorder/recorder.ts'
import { findsMadeUpLoss } from '../../lambdas/recorder/rehearsal/made-up-loss.ts'
import { bodyIn, telling } from '../publisher/notify/telling.ts'
import { checkpoint, T0 } from '../support/listings.ts'
import { configuration, recording } from '../support/recording.ts'

const WEEK_MS = 7 * 86_400_000
const WATCHED = configuration(['orders'], { confirmAfterMs: [] })

/** Recorder and publisher over one ledger; what the stream has to bring is brought by hand. */
function house() {
  const world = recording(WATCHED)
  const told = telling()
  const ports = { ...told.ports, ledger: world.ledger, clock: world.ports.clock }
  world.script('orders', [checkpoint(1), checkpoint(2)])
  const recorder = createRecorder(
    { ...world.ports, send: async () => {}, ping: NO_PING },
    {
      configuration: WATCHED,
      configurationHash: 'c0'.repeat(32),
      configurationBytes: Buffer.from('{}'),
      everyMs: 60_000,
      rehearseEveryMs: WEEK_MS,
    },
  )
  let brought = 0
  const entries = async (): Promise<readonly Entry[]> =>
    (await world.ledger.readForward('recorder/0', 1, 1_000)).map(({ entry }) => entry)
  return {
    ...world,
    messages: told.messages,
    alerts: told.ports.alerts,
    tick: () => recorder({ kind: 'tick' }, 60_000),
    stream: async () => {
      const fresh = (await entries()).slice(brought)
      brought += fresh.length
      await takeIn(ports, ...fresh)
    },
    rehearsals: async () =>
      (await entries()).flatMap(({ events }) =>
        events.flatMap(({ kind, data }) => (kind === 'loss-rehearsed' ? [data['outcome']] : [])),
      ),
    named: (name: string) => world.lines.filter((line) => line.name === name),
  }
}

describe('a rehearsal', () => {
  it('is a loss that the recorder finds as any: confirmed, critical, with its alert', async () => {
    expect(await findsMadeUpLoss(T0)).toEqual(['checkpoint-missing', 'alert-raised'])
  })

  it('takes the way of every alert, says that it is none, and leaves its receipt in the record', async () => {
    const { tick, stream, messages, rehearsals, alerts, named } = house()
    await tick()
    await stream()
    expect(messages).toHaveLength(1)
    expect(messages[0]?.Subject).toBe('[info] recorder: REHEARSAL of a loss, nothing has happened')
    expect(bodyIn(messages[0])).toMatchObject({
      state: 'notice',
      kind: 'loss-rehearsed',
      severity: 'info',
      source: 'recorder',
      pipeline: null,
      uuid: null,
      summary: expect.stringContaining('Nothing has happened, and nothing is to be done'),
    })
    expect(await rehearsals()).toEqual(['asked', 'sent'])
    // It counts nowhere: no alert, none firing in the run's figures, no pipeline of its own.
    expect((await alerts.list({ limit: 10 })).rows).toEqual([])
    await tick()
    expect(named('run-completed').at(-1)).toMatchObject({ alerts: { firing: 0 } })
    expect(named('rehearsal-untold')).toEqual([])
  })

  it('is made once a week, however many ticks there are', async () => {
    const { tick, stream, pass, rehearsals } = house()
    for (let day = 0; day < 15; day += 1) {
      for (let i = 0; i < 3; i += 1) await tick()
      await stream()
      pass(86_400)
    }
    expect(await rehearsals()).toEqual(['asked', 'sent', 'asked', 'sent', 'asked', 'sent'])
  })

  it('that nobody was told of within ten minutes is said with every tick, until it is', async () => {
    const { tick, stream, pass, named } = house()
    await tick()
    pass(599)
    await tick()
    expect(named('rehearsal-untold')).toEqual([])
    pass(1)
    await tick()
    await tick()
    expect(named('rehearsal-untold')).toHaveLength(2)
    await stream()
    await tick()
    expect(named('rehearsal-untold')).toHaveLength(2)
  })
})
