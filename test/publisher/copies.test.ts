import { describe, expect, it } from 'vitest'
import { drillRecorded } from '../../lambdas/domain/drill.ts'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import { sealAll } from '../../lambdas/domain/sealing.ts'
import { publishing } from '../support/asking.ts'
import { at, T0 } from '../support/listings.ts'
import { storeRecording } from '../support/stores/recording-stores.ts'

const ONE = '/v0/pipelines/orders'

/** What the API says of a pipeline and of its store, once the recorder has seen both. */
async function seen() {
  const recorded = storeRecording({}, { policy: { confirmAfterMs: [] } })
  const [copy] = recorded.store.push(T0)
  const [newer] = recorded.store.push(T0 + 1_000)
  if (copy === undefined || newer === undefined) throw new Error('nothing was pushed')
  recorded.script('orders', [copy.checkpoint, newer.checkpoint])
  await recorded.tick()
  const again = async () => {
    recorded.pass(3_600)
    await recorded.tick()
  }
  const api = async () => {
    const { ask, stores } = await publishing({ ledger: recorded.ledger, overviews: recorded.ports.overviews })
    for (const row of await recorded.ports.stores.rows()) await stores.keepRow(row)
    return ask
  }
  return { recorded, again, api, uuid: copy.checkpoint.uuid, copy }
}

describe('the copies of a pipeline', () => {
  it('are seen in its history, and come down when they are lost', async () => {
    const { recorded, again, api, uuid, copy } = await seen()
    const first = await (await api())(`${ONE}/history/${uuid}`)
    expect(first.json).toMatchObject({ uuid, status: 'listed', durability: 'verified' })
    recorded.store.objects.delete(copy.archive)
    await again()
    const ask = await api()
    expect((await ask(`${ONE}/history`)).json).toMatchObject({
      items: [{ durability: 'verified' }, { uuid, durability: 'synced' }],
    })
    expect((await ask(`${ONE}/history/${uuid}/copy`)).json).toMatchObject({
      uuid,
      durability: 'synced',
      status: 'stored',
      location: 's3://acme-checkpoints/orders',
      missing: [copy.archive],
      damaged: [],
    })
    expect((await ask(`${ONE}/store`)).json).toMatchObject({
      pipeline: 'prod/orders',
      store: { outcome: 'checked', copies: 2, alerts: 1, late: false },
    })
    expect((await ask(ONE)).json).toMatchObject({ alerts: 1, store: { copies: 2 } })
    const events = (await ask(`${ONE}/store/events?kind=copy-incomplete`)).json
    expect(events).toMatchObject({ items: [{ kind: 'copy-incomplete', uuid, severity: 'critical' }] })
  })

  it('were restored where a drill succeeded, as long as nothing is known to be wrong with the copy since', async () => {
    const { recorded, again, api, uuid, copy } = await seen()
    const head = await recorded.ledger.head('prod/orders')
    const drill = {
      id: 'd'.repeat(32),
      uuid,
      outcome: 'succeeded',
      performedAt: at(0),
      minutes: null,
      note: null,
      actor: 'ana',
    } as const
    const sealed = sealAll(head, {
      at: at(60),
      by: 'ana',
      epoch: null,
      events: [drillRecorded(drill, DEFAULT_POLICY)],
      evidence: [],
      ledger: 'prod/orders',
      run: null,
    })
    for (const one of sealed) await recorded.ledger.append(one)
    const restored = (await (await api())(`${ONE}/history/${uuid}/copy`)).json
    expect(restored).toMatchObject({ durability: 'restored', restored_at: expect.any(String) })
    recorded.store.objects.delete(copy.archive)
    await again()
    expect((await (await api())(`${ONE}/history/${uuid}/copy`)).json).toMatchObject({ durability: 'synced' })
  })

  it('that nobody has a store of are listed, and no more', async () => {
    const { ask } = await publishing()
    expect((await ask(`${ONE}/store`)).status).toBe(404)
    const { api, uuid } = await seen()
    const other = uuid.replace(/.$/, '9')
    expect((await (await api())(`${ONE}/history/${other}/copy`)).json).toMatchObject({
      error_code: 'UnknownCheckpoint',
    })
  })
})
