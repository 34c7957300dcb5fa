import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { command } from '../support/commands.ts'
import { type WatchedPlace, watchedPlace } from '../support/watched-place.ts'

let at: WatchedPlace

afterEach(() => at.stop())

const ONE_RUN_MS = 120_000

it(
  'a store is checked by a run, recorded, kept and proven; its damage is told, and what was kept is restored all the same',
  async () => {
    at = await watchedPlace({ pipelines: [{ name: 'orders' }], syncInto: 'copies' })
    const { place, feldera, ledger, onceJson: run } = at
    const copies = at.beside('copies')
    const location = pathToFileURL(copies).href
    const store = { match: 'prod/orders', location, verifyEvery: '1s', keepCopy: '1d' }
    at.configure({ policy: { confirmAfter: ['10ms'] }, stores: [store] })
    const { uuid } = feldera.checkpoint('orders')
    expect(await run()).toMatchObject({
      stores: { checked: 1, unanswered: 0, deferred: 0 },
      events: { 'copy-synced': 1, 'copy-verified': 1, 'copy-kept': 1, 'stores-checked': 1 },
    })
    const history = JSON.parse((await ledger('history', 'prod/orders', '--json')).stdout) as unknown
    expect(history).toMatchObject([{ uuid, status: 'listed', durability: 'kept' }])
    expect(await ledger('verify-copies', 'prod/orders', '--deep')).toMatchObject({ code: 0 })

    const archive = join(copies, `${uuid}.zip`)
    const bytes = readFileSync(archive)
    const within = bytes.indexOf('pspine-0.dat') + 20
    bytes.writeUInt8(bytes.readUInt8(within) ^ 1, within)
    writeFileSync(archive, bytes)
    expect(await run()).toMatchObject({ events: { 'copy-corrupt': 1 } })
    const alerts = JSON.parse((await ledger('alerts', '--json')).stdout) as unknown
    expect(alerts).toMatchObject([{ kind: 'copy-corrupt', pipeline: 'prod/orders', uuid, state: 'firing' }])
    const told = readFileSync(join(place.data, 'notifications.ndjson'), 'utf8')
    expect(told).toContain('[critical] prod/orders: copy corrupt')
    const judged = await ledger('verify-copies', 'prod/orders')
    expect(judged).toMatchObject({ code: 1 })
    expect(judged.stdout).toContain(`${uuid}.zip`)
    const to = pathToFileURL(at.beside('restored')).href
    const restored = await ledger('restore', 'prod/orders', uuid, '--from', 'kept', '--to', to)
    expect(restored.code, restored.stderr).toBe(0)
    const accepted = command('ledger', ['verify-copies', '--location', to, '--deep'])
    expect(await accepted.finished).toMatchObject({ code: 0 })
    const proven = await ledger('verify')
    expect(proven.code, proven.stdout).toBe(0)
    expect(proven.stdout).toContain('1 record of a kept copy is as the log has them')
  },
  3 * ONE_RUN_MS,
)
