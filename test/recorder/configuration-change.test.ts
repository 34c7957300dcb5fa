import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import { createMemoryOverviews } from '../../lambdas/ledger/work/memory-overviews.ts'
import { configuration, recording } from '../support/recording.ts'

const ORDERS = configuration(['orders'])
const [FIRST, SECOND] = ['{"first":1}', '{"second":2}'].map((text) => {
  const configurationBytes = Buffer.from(text)
  return { configurationBytes, configurationHash: sha256Hex(configurationBytes) }
})

async function changesIn(world: ReturnType<typeof recording>) {
  const entries = await world.ledger.readForward('recorder/0', 1, 100)
  return entries.flatMap(({ entry }) =>
    entry.events.filter(({ kind }) => kind === 'configuration-changed').map(({ data }) => data),
  )
}

describe('a changed configuration', () => {
  it('is an event of the run that first used it, and its bytes are in the archive under their hash', async () => {
    const world = recording(ORDERS)
    await world.run(FIRST)
    expect(await changesIn(world)).toEqual([])
    await world.run(FIRST)
    await world.run(SECOND)
    await world.run(SECOND)
    expect(await changesIn(world)).toEqual([
      { from: FIRST?.configurationHash, to: SECOND?.configurationHash },
    ])
    for (const one of [FIRST, SECOND]) {
      const kept = world.configurations.get(`configurations/${one?.configurationHash}`)
      expect(Buffer.from(kept ?? []).equals(one?.configurationBytes ?? Buffer.alloc(1))).toBe(true)
    }
  })

  it('is told as the general policy has it, which is the new one', async () => {
    const severity = { 'configuration-changed': 'warning' } as const
    const world = recording(configuration(['orders'], { severity }))
    await world.run(FIRST)
    await world.run(SECOND)
    const head = await world.ledger.head('recorder/0')
    expect(head?.entry.events).toMatchObject([
      { kind: 'configuration-changed', severity: 'warning' },
      { kind: 'alert-raised', data: { kind: 'configuration-changed' } },
      { kind: 'run-completed' },
    ])
  })

  it('is told once, also where the overview was lost', async () => {
    let overviews = createMemoryOverviews()
    const world = recording(ORDERS, () => ({
      overviews: {
        read: (shard) => overviews.read(shard),
        all: () => overviews.all(),
        readAll: () => overviews.readAll(),
        write: (overview, version) => overviews.write(overview, version),
      },
    }))
    await world.run(FIRST)
    await world.run(SECOND)
    overviews = createMemoryOverviews()
    await world.run(SECOND)
    expect(await changesIn(world)).toHaveLength(1)
  })

  it('whose bytes cannot be kept is said by a later run', async () => {
    let isAway = false
    const world = recording(ORDERS, ({ archive }) => ({
      archive: {
        ...archive,
        put: async (name, bytes, options) => {
          if (isAway && name.startsWith('configurations/')) throw new Error('away')
          return archive.put(name, bytes, options)
        },
      },
    }))
    await world.run(FIRST)
    isAway = true
    await world.run(SECOND)
    expect(world.lines.map(({ name }) => name)).toContain('configuration-not-kept')
    expect(world.configurations.has(`configurations/${SECOND?.configurationHash}`)).toBe(false)
    isAway = false
    await world.run(SECOND)
    expect(world.configurations.has(`configurations/${SECOND?.configurationHash}`)).toBe(true)
  })
})
