import { describe, expect, it } from 'vitest'
import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import type { ListedPipeline } from '../../lambdas/domain/standing.ts'
import { told } from '../support/believing.ts'
import { at, checkpoint, NEXT_FINGERPRINT, timedUuid, u64, uuid } from '../support/listings.ts'
import { configuration, listed, type Recording, recording } from '../support/recording.ts'

const ORDERS = configuration(['orders'], { confirmAfterMs: [5_000] })
const [A, B, C, D] = [checkpoint(0), checkpoint(60), checkpoint(120), checkpoint(180)]
const OTHER_ID = uuid('01900000-0000-7000-8000-00000000000b')

function details(...checkpoints: readonly CheckpointMetadata[]): Pick<ListedPipeline, 'details'> {
  return { details: { kind: 'listed', checkpoints } }
}

function stopped(...checkpoints: readonly CheckpointMetadata[]): ListedPipeline {
  return listed('orders', { deploymentStatus: 'Stopped', ...details(...checkpoints) })
}

const CLEARED = listed('orders', { deploymentStatus: 'Stopped', storageStatus: 'Cleared' })

/** What the last entry of the pipeline's ledger tells, and how many there are. */
async function entries(world: Recording): Promise<readonly string[]> {
  const all = await world.ledger.readForward('prod/orders', 1, 1_000)
  return all.flatMap(({ entry }) => told(entry.events))
}

async function last(world: Recording) {
  const head = await world.ledger.head('prod/orders')
  if (head === undefined) throw new Error('nothing was recorded')
  return head
}

async function having(...checkpoints: readonly CheckpointMetadata[]): Promise<Recording> {
  const world = recording(ORDERS)
  world.list([listed('orders')])
  world.script('orders', checkpoints)
  await world.run()
  world.pass(60)
  return world
}

describe('a stopped pipeline', () => {
  it('is seen in its source’s list, with the last checkpoint that it never showed itself', async () => {
    const world = await having(A, B)
    world.list([stopped(B, C)])
    const { pipelines } = await world.run()
    expect(pipelines).toMatchObject({ listed: 1, unobservable: 0 })
    expect(world.trace.filter((step) => step === 'get orders')).toHaveLength(1)
    const { entry } = await last(world)
    expect(told(entry.events)).toEqual([`checkpoint-recorded ${C.uuid}`, `checkpoint-retired ${A.uuid}`])
    expect(entry.evidence).toHaveLength(1)
    expect(entry.events[0]?.data['evidence']).toMatchObject({ object: entry.evidence[0] })
  })

  it('that died and left an old list behind has lost nothing', async () => {
    const world = await having(A, B)
    world.list([stopped(A)])
    for (let run = 0; run < 3; run += 1) {
      world.pass(60)
      await world.run()
    }
    expect((await last(world)).entry.seq).toBe(1)
  })

  it('whose list shows fewer than it showed before has lost one', async () => {
    const world = await having(A, B)
    world.list([stopped(A, B)])
    await world.run()
    world.list([stopped(A)])
    world.pass(60)
    await world.run()
    expect(told((await last(world)).entry.events)).toContain(`checkpoint-missing ${B.uuid}`)
  })

  it.each([{ storageStatus: 'Restoring' }, { storageStatus: 'InUse', details: undefined }])(
    'of which the list says %o is not seen through it',
    async (change) => {
      const world = await having(A, B)
      const { details: shown, ...plain } = { ...stopped(C), ...change }
      world.list([shown === undefined ? plain : { ...plain, details: shown }])
      expect((await world.run()).pipelines).toMatchObject({ unobservable: 1 })
      expect((await last(world)).entry.seq).toBe(1)
    },
  )

  it('of which the list says nothing is not seen, and never told to be unobservable', async () => {
    const world = await having(A, B)
    world.list([listed('orders', { deploymentStatus: 'Stopped' })])
    world.pass(86_400)
    await world.run()
    world.pass(86_400)
    expect((await world.run()).pipelines).toMatchObject({ unobservable: 1 })
    expect((await last(world)).entry.seq).toBe(1)
  })

  it('is not stale, and has the time that any has once it runs again', async () => {
    const world = recording(configuration(['orders'], { confirmAfterMs: [], staleAfterMs: 600_000 }))
    world.list([listed('orders')])
    world.script('orders', [A, B])
    await world.run()
    world.list([stopped(A, B)])
    world.pass(3_600)
    await world.run()
    world.list([listed('orders', { statusSince: at(3_700) })])
    world.pass(300)
    await world.run()
    expect((await last(world)).entry.seq).toBe(1)
    world.pass(600)
    await world.run()
    expect(told((await last(world)).entry.events)).toEqual(['checkpoints-stale', 'alert-raised'])
  })
})

describe('a pipeline that is stale', () => {
  async function stale() {
    const world = recording(configuration(['orders'], { confirmAfterMs: [], staleAfterMs: 600_000 }))
    world.list([listed('orders')])
    world.script('orders', [A, B])
    await world.run()
    world.pass(1_000)
    await world.run()
    expect((await last(world)).state.stale).not.toBeNull()
    world.pass(60)
    return world
  }

  it.each(['Paused', 'Bootstrapping', 'Standby'])('is not so because it is %s', async (deploymentStatus) => {
    const world = recording(configuration(['orders'], { confirmAfterMs: [], staleAfterMs: 600_000 }))
    world.list([listed('orders', { deploymentStatus })])
    world.script('orders', [A, B])
    await world.run()
    world.pass(1_000)
    await world.run()
    expect((await last(world)).state.stale).toBeNull()
  })

  it.each([
    ['is not so because its source’s clock is behind', -7_200, -17_200, false],
    ['is so though its source’s clock is ahead', 7_200, 7_200, true],
  ])('%s', async (_, aheadSeconds, since, isStale) => {
    const policy = { confirmAfterMs: [], staleAfterMs: 600_000 }
    const world = recording(configuration(['orders'], policy), ({ feldera, clock }) => ({
      feldera: {
        ...feldera,
        listCheckpoints: async (...question) => {
          const asked = await feldera.listCheckpoints(...question)
          const date = new Date(clock.now() + 1_000 * aheadSeconds).toUTCString()
          return { ...asked, answers: asked.answers.map((one) => ({ ...one, headers: { date } })) }
        },
      },
    }))
    world.list([listed('orders', { statusSince: at(since) })])
    world.script('orders', [checkpoint(aheadSeconds), checkpoint(aheadSeconds + 60)])
    world.pass(60)
    await world.run()
    world.pass(isStale ? 1_000 : 500)
    await world.run()
    expect((await last(world)).state.stale !== null).toBe(isStale)
  })

  it('is so in a status that nobody knows yet', async () => {
    const world = recording(configuration(['orders'], { confirmAfterMs: [], staleAfterMs: 600_000 }))
    world.list([listed('orders', { deploymentStatus: 'Flying' })])
    world.script('orders', [A, B])
    await world.run()
    world.pass(1_000)
    await world.run()
    expect((await last(world)).state.stale).not.toBeNull()
  })

  it('is fresh by the last checkpoint of a graceful stop, and not by merely being stopped', async () => {
    const died = await stale()
    died.list([stopped(A, B)])
    await died.run()
    expect((await last(died)).state.stale).not.toBeNull()
    const ended = await stale()
    ended.list([stopped(B, checkpoint(1_050))])
    await ended.run()
    expect(told((await last(ended)).entry.events)).toContain('checkpoints-fresh')
  })
})

describe('an outage', () => {
  it('of several pipelines is told in the same run, however long each question took', async () => {
    const names = ['a', 'b']
    let slow = 0
    const world = recording(configuration(names, { unobservableAfterMs: 600_000 }), ({ feldera, clock }) => ({
      feldera: {
        ...feldera,
        listCheckpoints: async (source, pipeline) => {
          if (pipeline === 'b') await clock.sleep(slow)
          return feldera.listCheckpoints(source, pipeline)
        },
      },
    }))
    for (const name of names) world.script(name, 'network')
    slow = 15_000
    await world.run()
    slow = 0
    world.pass(600 - 15)
    const { events } = await world.run()
    expect(events).toMatchObject({ 'pipeline-unobservable': 2 })
  })
})

describe('the order of a run', () => {
  it('a pipeline that only the list tells of, and that has a ledger already, is seen through a later list', async () => {
    const world = recording(configuration(['ord*'], { confirmAfterMs: [] }), ({ overviews }) => ({
      // The overview is lost: nobody knows what the pattern matched.
      overviews: {
        ...overviews,
        read: async () => ({ overview: undefined, version: 0 }),
        write: async () => 'written',
      },
    }))
    world.list([stopped(A, B)])
    await world.run()
    await world.run()
    expect(world.trace.filter((step) => ['list', 'head prod/orders'].includes(step))).toEqual([
      'list',
      'head prod/orders',
      // The second run finds a ledger that it did not expect.
      'list',
      'head prod/orders',
      'list',
    ])
  })
})

describe('a cause that the source names', () => {
  it.each(['Cleared', 'Clearing'])(
    'storage %s ends all as cleared, with one warning',
    async (storageStatus) => {
      const world = await having(A, B)
      world.list([listed('orders', { deploymentStatus: 'Stopped', storageStatus, ...details(A, B) })])
      const result = await world.run()
      expect(result.events).toMatchObject({
        'storage-cleared': 1,
        'checkpoint-cleared': 2,
        'alert-raised': 1,
      })
      const { entry, state } = await last(world)
      expect(told(entry.events)).toEqual([
        'storage-cleared',
        'alert-raised',
        `checkpoint-cleared ${A.uuid}`,
        `checkpoint-cleared ${B.uuid}`,
        // Without a feed nobody knows what was made between the last look and the clearing.
        'coverage-gap',
      ])
      expect(entry.events[2]?.data).toMatchObject({
        first_seen_at: at(0),
        recorded_seq: '1',
        cause: 'storage-cleared',
      })
      expect(state.listed).toEqual([])
      await world.run()
      expect((await last(world)).entry.seq).toBe(2)
    },
  )

  it('cleared storage of a running pipeline explains an empty list', async () => {
    const world = await having(A, B)
    world.list([listed('orders', { storageStatus: 'Cleared' })])
    world.script('orders', [])
    await world.run()
    expect(await entries(world)).not.toContain('checkpoint-missing')
    expect((await last(world)).entry.events[0]?.kind).toBe('storage-cleared')
  })

  it('steps that begin anew after cleared storage are no regress, and another program no warning', async () => {
    const world = await having(A, B)
    world.list([CLEARED])
    await world.run()
    world.list([listed('orders', { deploymentId: timedUuid(130) })])
    world.pass(60)
    world.script('orders', [checkpoint(180, { steps: u64('1'), fingerprint: NEXT_FINGERPRINT })])
    await world.run()
    expect(told((await last(world)).entry.events)).toEqual([`checkpoint-recorded ${D.uuid}`])
  })

  it('a pipeline that its source lacks and does not know is removed, with one warning, for good', async () => {
    const world = await having(A, B)
    world.list([])
    world.script('orders', 'unknown-pipeline')
    expect((await world.run()).events).toMatchObject({ 'pipeline-removed': 1, 'checkpoint-cleared': 2 })
    world.pass(86_400)
    const { pipelines, events } = await world.run()
    expect(events).toEqual({ 'run-completed': 1 })
    expect(pipelines).toEqual({ listed: 0, unobservable: 0, skipped: 0 })
    const [overview] = await world.ports.overviews.all()
    expect(overview?.rows[0]?.outcome).toBe('removed')
  })

  it('a list that lacks it is not enough, nor is a 404 that the list contradicts', async () => {
    const world = await having(A, B)
    world.list([])
    await world.run()
    world.list([listed('orders')])
    world.script('orders', 'unknown-pipeline')
    await world.run()
    expect((await last(world)).entry.seq).toBe(1)
  })

  it('without a list, a 404 that is confirmed is enough', async () => {
    const world = await having(A, B)
    world.list('unsupported')
    world.script('orders', 'unknown-pipeline', [A, B])
    await world.run()
    expect((await last(world)).entry.seq).toBe(1)
    world.script('orders', 'unknown-pipeline')
    await world.run()
    expect((await last(world)).entry.events[0]?.kind).toBe('pipeline-removed')
  })

  it('a name that was never seen is no removal: it may be misspelt', async () => {
    const world = recording(ORDERS)
    world.list([])
    world.script('orders', 'unknown-pipeline')
    expect((await world.run()).pipelines).toMatchObject({ unobservable: 1 })
    expect(await world.ledger.head('prod/orders')).toBeUndefined()
  })

  it('another id under the same name is another pipeline, in a new epoch', async () => {
    const world = await having(A, B)
    world.list([listed('orders', { id: OTHER_ID })])
    world.script('orders', [checkpoint(100, { steps: u64('1'), fingerprint: NEXT_FINGERPRINT })])
    await world.run()
    const { entry, state } = await last(world)
    expect(state.epoch).toBe(OTHER_ID)
    const all = await entries(world)
    expect(all).toEqual(expect.arrayContaining(['pipeline-recreated', `checkpoint-cleared ${A.uuid}`]))
    expect(all.join()).not.toMatch(/missing|lineage|regressed/)
    await world.run()
    expect((await last(world)).entry.seq).toBe(entry.seq)
  })

  it('another id with the same checkpoints keeps them listed', async () => {
    const world = await having(A, B)
    world.list([listed('orders', { id: OTHER_ID })])
    await world.run()
    const { state } = await last(world)
    expect(state.listed.map((one) => one.uuid)).toEqual([A.uuid, B.uuid])
    expect(state.totals).toMatchObject({ 'checkpoint-recorded': 2, 'pipeline-recreated': 1 })
  })

  it('an id that becomes known is no re-creation', async () => {
    const world = recording(ORDERS)
    world.script('orders', [A])
    await world.run()
    world.list([listed('orders')])
    world.script('orders', [A, B])
    await world.run()
    expect(await entries(world)).toEqual([`checkpoint-recorded ${A.uuid}`, `checkpoint-recorded ${B.uuid}`])
  })

  it('the same id under another name is renamed: a notice, and its list ends as cleared', async () => {
    const world = await having(A, B)
    world.list([listed('payments')])
    world.script('orders', 'unknown-pipeline')
    await world.run()
    const { entry } = await last(world)
    expect(entry.events[0]).toMatchObject({
      kind: 'pipeline-renamed',
      severity: 'info',
      data: { to: 'payments' },
    })
    expect(entry.events.map(({ kind }) => kind)).not.toContain('alert-raised')
    await world.run()
    expect((await last(world)).entry.seq).toBe(2)
  })

  it('a standby’s list is replaced at every pull', async () => {
    const world = await having(A)
    world.list([listed('orders', { deploymentStatus: 'Standby' })])
    world.script('orders', [B])
    await world.run()
    const { entry } = await last(world)
    expect(told(entry.events)).toEqual([`checkpoint-recorded ${B.uuid}`, `checkpoint-retired ${A.uuid}`])
    expect(entry.events[1]?.data).toMatchObject({ cause: 'standby' })
  })

  it('a start with fresh storage shows what was pulled, and what was listed before is retired', async () => {
    const world = await having(B, C)
    world.list([listed('orders', { deploymentId: timedUuid(200) })])
    world.script('orders', [A])
    await world.run()
    const { entry } = await last(world)
    expect(told(entry.events)).toEqual([
      `checkpoint-recorded ${A.uuid}`,
      `checkpoint-retired ${B.uuid}`,
      `checkpoint-retired ${C.uuid}`,
      'coverage-gap',
    ])
    expect(entry.events[1]?.data).toMatchObject({ cause: 'pulled' })
  })

  it('what was pulled is told from a loss also where the start itself was not seen', async () => {
    const world = await having(B, C)
    world.list([listed('orders', { deploymentId: timedUuid(200), deploymentStatus: 'Provisioning' })])
    world.script('orders', 'stopped')
    await world.run()
    world.pass(60)
    world.list([listed('orders', { deploymentId: timedUuid(200) })])
    world.script('orders', [A])
    await world.run()
    expect((await entries(world)).join()).not.toContain('missing')
  })

  it('an id that only a confirming look shows is a re-creation for the next run to tell', async () => {
    const world = await having(A, B)
    world.list([listed('orders')], [listed('orders', { id: OTHER_ID })])
    world.script('orders', [B])
    await world.run()
    expect((await last(world)).state.epoch).toBe(listed('orders').id)
    world.pass(60)
    await world.run()
    expect(await entries(world)).toContain('pipeline-recreated')
  })

  it.each([
    ['the same list at the same start', [checkpoint(-2_000)], {}],
    ['a list with something of before', [A, C], { deploymentId: timedUuid(200) }],
    ['a list with only what was made since the start', [checkpoint(210)], { deploymentId: timedUuid(200) }],
    ['nothing at all', [], { deploymentId: timedUuid(200) }],
  ])('%s was not pulled: what is gone is lost', async (_what, list, change) => {
    const world = await having(B, C)
    world.list([listed('orders', change)])
    world.script('orders', list)
    await world.run()
    expect(await entries(world)).toContain(`checkpoint-missing ${B.uuid}`)
  })

  it('sizes that begin small after cleared storage have not dropped', async () => {
    const world = recording(configuration(['orders'], { confirmAfterMs: [], sizeDrop: 0.5 }))
    world.list([listed('orders')])
    world.script('orders', [A, B])
    await world.run()
    world.list([CLEARED])
    world.pass(60)
    await world.run()
    world.list([listed('orders')])
    world.script('orders', [checkpoint(180, { size: u64('1') })])
    world.pass(60)
    await world.run()
    expect((await entries(world)).join()).not.toContain('size-dropped')
  })

  it('a removal that could not be confirmed stands in the next run', async () => {
    const world = await having(A, B)
    world.list([])
    world.script('orders', 'unknown-pipeline', 'unknown-pipeline')
    const short = { beginUntilMs: world.ports.clock.now() + 1 }
    expect((await world.run(short)).pipelines).toMatchObject({ unobservable: 1 })
    world.pass(60)
    await world.run({ beginUntilMs: world.ports.clock.now() + 1 })
    expect(await entries(world)).toContain('pipeline-removed')
  })

  it('what is removed is missed by nobody, though its source cannot be reached for long', async () => {
    const world = await having(A, B)
    world.list([])
    world.script('orders', 'unknown-pipeline')
    await world.run()
    const { entry } = await last(world)
    world.list('network')
    world.script('orders', 'network')
    for (let hour = 0; hour < 3; hour += 1) {
      world.pass(3_600)
      await world.run()
    }
    expect((await last(world)).entry.seq).toBe(entry.seq)
  })

  it('what a pattern matched, its source lacks and does not know, is removed, and then no longer asked for', async () => {
    const world = recording(configuration(['ord*'], { confirmAfterMs: [] }))
    world.list([listed('orders')])
    world.script('orders', [A, B])
    await world.run()
    world.list([])
    world.script('orders', 'unknown-pipeline')
    await world.run()
    expect(await entries(world)).toContain('pipeline-removed')
    const asked = world.trace.filter((step) => step === 'get orders').length
    await world.run()
    expect(world.trace.filter((step) => step === 'get orders')).toHaveLength(asked)
    world.list([listed('orders', { id: OTHER_ID })])
    world.script('orders', [D])
    await world.run()
    expect(await entries(world)).toEqual(
      expect.arrayContaining(['pipeline-recreated', `checkpoint-recorded ${D.uuid}`]),
    )
  })
})

describe('a checkpoint of one pipeline that another lists as well', () => {
  it('is recorded in each, and measured against none of the other', async () => {
    const world = recording(configuration(['orders', 'copy'], { confirmAfterMs: [] }))
    world.list([listed('orders'), listed('copy', { id: OTHER_ID })])
    world.script('orders', [B, C])
    world.script('copy', [])
    await world.run()
    world.script('copy', [C])
    const { events, alerts } = await world.run()
    expect(events).toEqual({ 'checkpoint-recorded': 1, 'run-completed': 1 })
    expect(alerts.firing).toBe(0)
  })
})

describe('another fingerprint', () => {
  it.each([
    ['program-version', { programVersion: u64('2') }, 'info'],
    ['platform-version', { platformVersion: '0.338.0' }, 'info'],
    [null, {}, 'warning'],
  ] as const)('of a new checkpoint has the cause %s', async (cause, change, severity) => {
    const world = await having(A, B)
    world.list([listed('orders', change)])
    world.script('orders', [B, checkpoint(120, { fingerprint: NEXT_FINGERPRINT })])
    await world.run()
    const event = (await last(world)).entry.events.find(({ kind }) => kind === 'lineage-changed')
    expect(event).toMatchObject({ severity, data: { cause } })
  })
})

describe('confirmation', () => {
  it('asks the list as well, and does not stand across a restart', async () => {
    const world = await having(A, B)
    world.list([listed('orders')], [listed('orders', { deploymentId: timedUuid(100) })])
    world.script('orders', [B])
    await world.run()
    expect(world.trace.filter((step) => step === 'list')).toHaveLength(1 + 2)
    expect((await last(world)).entry.seq).toBe(1)
    world.pass(60)
    await world.run()
    expect(told((await last(world)).entry.events)).toContain(`checkpoint-missing ${A.uuid}`)
  })
})

describe('a pipeline that is no longer watched', () => {
  it('keeps its row, its alerts resolve as unwatched, and nothing is asked of it', async () => {
    const world = await having(A, B)
    world.script('orders', [B])
    await world.run()
    const fewer = configuration(['payments'])
    world.script('payments', [])
    world.list([listed('payments', { id: OTHER_ID }), listed('orders')])
    const { alerts } = await world.run({ configuration: fewer })
    expect(alerts.firing).toBe(0)
    const { entry, state } = await last(world)
    expect(entry.events).toMatchObject([{ kind: 'alert-resolved', data: { by: 'unwatched' } }])
    expect(state.alerts).toEqual([])
    const [overview] = await world.ports.overviews.all()
    expect(overview?.rows.find(({ ledger }) => ledger === 'prod/orders')).toMatchObject({
      outcome: 'unwatched',
      alerts: 0,
    })
    const run = await world.ledger.head('recorder/0')
    expect(run?.entry.events[0]?.data['not_covered']).toEqual([{ pipeline: 'prod/orders' }])
    await world.run({ configuration: fewer })
    expect((await last(world)).entry.seq).toBe(entry.seq)
  })
})
