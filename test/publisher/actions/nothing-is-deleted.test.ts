import { describe, expect, it } from 'vitest'
import { ROUTES } from '../../../lambdas/publisher/routes/routes.ts'
import { at } from '../../support/listings.ts'
import { acting, json, LISTED, ONE } from './acting.ts'

const APPROVAL = { kinds: ['size-dropped'], until: at(7_200), reason: 'release 12' }
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const BODIES = [undefined, {}, { note: 'gone' }, { reason: 'gone' }, APPROVAL, { outcome: 'failed' }]

describe('what is recorded', () => {
  it('is there after every request that can be made, as it was: nothing removes or changes an entry', async () => {
    const { ask, ledger, head, missing } = await acting()
    const { json: approval } = await ask('/v0/pipelines/orders/approvals', 'POST', json(APPROVAL))
    const window = { until: at(7_200), reason: 'new disks' }
    const { json: maintenance } = await ask('/v0/pipelines/orders/maintenance', 'POST', json(window))
    await ask(`${ONE}/${LISTED}/drills`, 'POST', json({ outcome: 'succeeded' }))
    await ask(`${ONE}/${LISTED}/hold`, 'PUT', json({ reason: 'audit' }))
    await ask('/v0/notifications/test', 'POST')
    const entriesOf = async (name: string) =>
      (await ledger.readForward(name, 1, 10_000)).map(({ entry }) => entry.body)
    const ledgers = ['prod/orders', 'recorder/0']
    const before = await Promise.all(ledgers.map(entriesOf))
    expect(before.map(({ length }) => length > 0)).toEqual([true, true])

    const ids = [LISTED, missing, String(approval['id']), String(maintenance['id'])]
    let asked = 0
    for (const { path } of ROUTES)
      for (const method of METHODS)
        for (const id of ids)
          for (const body of BODIES) {
            const parts = path
              .split('/')
              .map((part, i) =>
                part !== '{}' ? part : i === 3 && path.startsWith('/v0/pipelines') ? 'orders' : id,
              )
            await ask(parts.join('/'), method, body === undefined ? {} : json(body))
            asked += 1
          }
    expect(asked).toBeGreaterThan(1_000)

    for (const [i, name] of ledgers.entries()) {
      const now = await entriesOf(name)
      expect(now.slice(0, before[i]?.length)).toEqual(before[i])
      expect(now.length).toBeGreaterThanOrEqual(before[i]?.length ?? 0)
    }
    // It was withdrawn, cancelled and released by all that, and each can still be read.
    expect((await head()).state.approvals.filter(({ id }) => ids.includes(id))).toEqual([])
    const kinds = ['change-approved', 'maintenance-planned', 'drill-recorded', 'hold-placed']
    for (const kind of kinds) {
      const { json: events } = await ask(`/v0/pipelines/orders/events?kind=${kind}&limit=200`)
      expect(events.items?.length, kind).toBeGreaterThan(0)
    }
    const items = (await ask('/v0/pipelines/orders/approvals?limit=200')).json.items
    expect(items?.find(({ id }) => id === approval['id'])?.['state']).toBe('withdrawn')
  })
})
