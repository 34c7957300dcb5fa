import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkpointText } from '../../../lambdas/archive/log/notes/checkpoint.ts'
import type { Sealed } from '../../../lambdas/domain/sealing.ts'
import type { Ledger } from '../../../lambdas/ledger/ledger.ts'
import { at } from '../../support/listings.ts'
import { createMemoryArchive } from '../../support/memory-archive.ts'
import { reportStory } from '../../support/report-story.ts'
import { STEP_SECONDS, stories, tell } from '../../support/stories.ts'
import { naiveFigures } from './naive-report.ts'
import { portsOver, reported } from './reporting.ts'

describe('the figures of a pipeline', () => {
  it('are those of a naive recomputation from the entries’ texts, whatever happened, for any period', async () => {
    const second = fc.nat({ max: 42 * STEP_SECONDS })
    await fc.assert(
      fc.asyncProperty(stories, second, second, async (story, a, b) => {
        const { ledger, entries } = await tell(story)
        const [from, to] = [at(Math.min(a, b)), at(Math.max(a, b) + 1)]
        const { whole } = await reported(portsOver(ledger), from, to)
        const [figures] = whole.pipelines
        const naive = naiveFigures(entries, from, to)
        if (naive.last_seq === null) expect(figures).toBeUndefined()
        else expect(figures).toMatchObject(naive)
      }),
      { numRuns: 150 },
    )
  })

  it('are those of the naive recomputation where the real recorder wrote the entries', async () => {
    const { ports, ledger } = await reportStory()
    for (const [from, to] of [
      [0, 7_200],
      [1, 1_260],
      [1_200, 1_200.001],
      [900, 5_000],
      [7_200, 9_000],
    ] as const) {
      const report = await reported(ports, at(from), at(to))
      for (const name of ['prod/orders', 'prod/payments', 'prod/never']) {
        const naive = naiveFigures(await entriesOf(ledger, name), at(from), at(to))
        expect(report.of(name), `${name} ${from} ${to}`).toMatchObject(naive)
      }
    }
  })
})

describe('the same period', () => {
  it('gives the same bytes whatever is recorded afterwards, but for the moment and the log', async () => {
    await fc.assert(
      fc.asyncProperty(stories, fc.nat({ max: 39 }), async (story, cut) => {
        const { ledger, entries } = await tell(story)
        const end = at(cut * STEP_SECONDS + 1)
        const early = await reported(portsOver(prefix(ledger, entries, end)), at(0), end)
        const later = { ...portsOver(ledger, undefined, 4e12), archive: grownLog() }
        const late = await reported(later, at(0), end)
        expect(late.sha256).toBe(early.sha256)
        expect(signed(late.json)).toEqual(signed(early.json))
        expect(late.csv).toBe(early.csv)
        expect(late.whole.generated_at).not.toBe(early.whole.generated_at)
        expect(late.whole.log).not.toEqual(early.whole.log)
      }),
      { numRuns: 60 },
    )
  })

  it('gives the same bytes while the recorder goes on, changes its configuration and people act', async () => {
    const first = await reportStory({ minutes: 55 })
    const last = await reportStory({ minutes: 120 })
    for (const to of [600, 1_300, 2_701, 3_300]) {
      const [early, late] = [
        await reported(first.ports, at(60), at(to)),
        await reported(last.ports, at(60), at(to)),
      ]
      expect(late.sha256, String(to)).toBe(early.sha256)
    }
    const next = await reported(last.ports, at(60), at(3_301))
    expect(next.sha256).not.toBe((await reported(last.ports, at(60), at(3_300))).sha256)
  })
})

/** An archive whose log has three entries. */
function grownLog() {
  const archive = createMemoryArchive()
  const text = checkpointText({ origin: 'log.example', size: 3n, root: new Uint8Array(32) })
  archive.objects.set('checkpoint', Buffer.from(`${text}\n— log.example c2lnbmF0dXJl\n`))
  return archive
}

/** The ledger as it was when nothing at or after that moment had been recorded. */
function prefix(ledger: Ledger, entries: readonly Sealed[], end: string): Ledger {
  const last = entries.findLast(({ entry }) => entry.at < end)
  const upTo = last?.entry.seq ?? 0
  return {
    ...ledger,
    head: async (name) => (last?.entry.ledger === name ? last : undefined),
    readForward: async (name, seq, limit) =>
      (await ledger.readForward(name, seq, limit)).filter(({ entry }) => entry.seq <= upTo),
  }
}

function signed(json: string): unknown {
  const { generated_at: _at, log: _log, ...rest } = JSON.parse(json)
  return rest
}

async function entriesOf(ledger: Ledger, name: string): Promise<readonly Sealed[]> {
  return ledger.readForward(name, 1, 100_000)
}
