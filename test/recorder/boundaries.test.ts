import { describe, expect, it } from 'vitest'
import { parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import { verdictOf } from '../../lambdas/audit/report.ts'
import { verifyArchive } from '../../lambdas/audit/verifying/verify.ts'
import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import type { Entry } from '../../lambdas/domain/entry.ts'
import { takeIn } from '../../lambdas/publisher/notify/announce.ts'
import { sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import { onTheWire } from '../ledger/wire.ts'
import { telling } from '../publisher/notify/telling.ts'
import { checkpoint, T0 } from '../support/listings.ts'
import { testSigner } from '../support/logging.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'
import { withRealBodies } from '../support/real-answers.ts'
import { configuration, type Recording, recording } from '../support/recording.ts'

const { wire, stores } = onTheWire()
// One log for the whole file, as its progress is one item of the table.
const archive = createMemoryArchive()
const signer = testSigner()
const COUNTS = [0, 1, 2, 99, 100, 101, 250, 2_000]

/** The real recorder over DynamoDB whose pages end after 3 items. */
function recordingOnTheWire(name: string): Recording {
  wire().decide(({ operation }) =>
    operation === 'Query' || operation === 'Scan' ? { kind: 'short', items: 3 } : { kind: 'passes' },
  )
  const { ledger, overviews, progress } = stores()
  const watched = configuration([name], { keepLast: 'all', confirmAfterMs: [1_000] })
  return recording(watched, (ports) => {
    const over = { ledger, overviews, archive }
    const log = { ...ports, ...over, progress, signer }
    return {
      ...over,
      feldera: withRealBodies(ports.feldera),
      sequence: (options, noted) => sequence(log, options, noted),
    }
  })
}

describe('a pipeline that lists so many checkpoints', () => {
  it.each(COUNTS)(
    '%i: is recorded, loses them all, is told of and proven',
    { timeout: 240_000 },
    async (count) => {
      const name = `p${count}`
      const world = recordingOnTheWire(name)
      const { ledger, table, alerts, outbox } = stores()
      const all = Array.from({ length: count }, (_, i) => checkpoint(i + 1))
      const last: CheckpointMetadata = checkpoint(3_000)
      world.script(name, [...all, last])
      const shard = String(count)
      expect((await world.run({ shard })).events['checkpoint-recorded']).toBe(count + 1)
      world.pass(60)
      world.script(name, [last])
      await world.run({ shard })
      const head = await ledger.head(`prod/${name}`)
      expect(head?.state.listed.map(({ uuid }) => uuid)).toEqual([last.uuid])
      expect(head?.state.alerts).toHaveLength(count)

      const teller = telling({ alerts, outbox })
      const recorded = await entriesOf(`prod/${name}`)
      await takeIn(teller.ports, ...recorded, ...(await entriesOf(`recorder/${shard}`)))
      // CONTRACT §6: more than ten of one pipeline are one message.
      expect(teller.messages).toHaveLength(count > 10 ? 1 : count)
      expect((await outbox.unsent()).due).toEqual([])

      const report = await verifyArchive(archive, {
        key: parseVkey(signer.vkey),
        seen: [],
        patienceMs: 0,
        table: { table, nowMs: T0 + 200_000 },
      })
      expect([verdictOf(report), report.broken, report.unproven]).toEqual(['proven', [], []])
    },
  )
})

async function entriesOf(name: string): Promise<readonly Entry[]> {
  const { ledger } = stores()
  const entries: Entry[] = []
  for (let read = await ledger.readForward(name, 1, 100); read.length > 0; ) {
    entries.push(...read.map(({ entry }) => entry))
    read = await ledger.readForward(name, entries.length + 1, 100)
  }
  return entries
}
