import { describe, expect, it } from 'vitest'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import type { Sealed } from '../../../lambdas/domain/sealing.ts'
import { type Life, live } from '../life.ts'
import { judge } from './judge.ts'

/** A life of which the ledgers tell something else. */
function retold(life: Life, events: (event: LedgerEvent) => readonly LedgerEvent[]): Life {
  const retell = ({ entry, state }: Sealed): Sealed => ({
    entry: { ...entry, events: entry.events.flatMap(events) },
    state,
  })
  return { ...life, entries: (name) => life.entries(name).map(retell) }
}

async function someLives(): Promise<readonly Life[]> {
  const lives: Life[] = []
  for (let seed = 0; seed < 40; seed += 1) lives.push(await live(seed))
  return lives
}

function problemsOf(life: Life, about: RegExp): number {
  return judge(life).problems.filter((problem) => about.test(problem)).length
}

// The same for every test: to live them takes most of the time.
const LIVES = await someLives()

describe('the judgement', () => {
  it('misses a loss that nobody told', async () => {
    const silenced = LIVES.map((life) =>
      retold(life, (event) => (event.kind === 'checkpoint-missing' ? [] : [event])),
    )
    const verdicts = silenced.map((life) => judge(life))
    const owed = verdicts.reduce((sum, verdict) => sum + verdict.owed, 0)
    expect(owed).toBeGreaterThan(20)
    expect(verdicts.reduce((sum, { missed }) => sum + missed, 0)).toBe(owed)
  })

  it('calls an alarm false where nothing was lost', async () => {
    const calm = LIVES.filter(
      ({ settings, lie }) =>
        settings.badMeanMs === null && settings.operationMeanMs === null && lie === undefined,
    )
    const alarmed = calm.map((life) =>
      retold(life, (event) =>
        event.kind === 'checkpoint-retired'
          ? [{ ...event, kind: 'checkpoint-missing', severity: 'critical' }]
          : [event],
      ),
    )
    expect(calm.reduce((sum, life) => sum + judge(life).falseAlarms, 0)).toBe(0)
    expect(alarmed.reduce((sum, life) => sum + judge(life).falseAlarms, 0)).toBeGreaterThan(10)
  })

  it('wants every checkpoint that was shown, once', async () => {
    for (const life of LIVES.slice(0, 5)) {
      const forgetful = retold(life, (event) => (event.kind === 'checkpoint-recorded' ? [] : [event]))
      const repeating = retold(life, (event) =>
        event.kind === 'checkpoint-recorded' ? [event, event] : [event],
      )
      expect(problemsOf(forgetful, /never recorded/)).toBeGreaterThan(0)
      expect(problemsOf(repeating, /recorded twice/)).toBeGreaterThan(0)
    }
  })

  it('wants the cause that was there, and no other', async () => {
    const lives = LIVES
    const renamed = lives.map((life) =>
      retold(life, (event) =>
        event.kind === 'checkpoint-cleared'
          ? [{ ...event, data: { ...event.data, cause: 'pipeline-renamed' } }]
          : [event],
      ),
    )
    const before = lives.reduce((sum, life) => sum + problemsOf(life, /and there was none/), 0)
    const after = renamed.reduce((sum, life) => sum + problemsOf(life, /and there was none/), 0)
    expect(after).toBeGreaterThan(before + 10)
  })

  it('sees a hole that there was not', async () => {
    const holed = LIVES.map((life) =>
      retold(life, (event) =>
        event.kind === 'checkpoint-retired'
          ? [
              event,
              {
                kind: 'coverage-gap',
                severity: 'silent',
                data: { from: '9999-12-31T00:00:00.000Z', seconds: '0' },
              },
            ]
          : [event],
      ),
    )
    expect(holed.reduce((sum, life) => sum + problemsOf(life, /all lists share/), 0)).toBeGreaterThan(100)
  })

  it('takes what the feed notes behind a first look for no history, though two recorders took that look', async () => {
    const life = await live(
      9261536,
      new Set(['hosts', 'pulls', 'standby', 'skew', 'untimed', 'lies'] as const),
    )
    expect(life.ticks[0]?.isContested).toBe(true)
    expect(problemsOf(life, /nobody was told/)).toBe(0)
  })

  it('sees a chain that is broken', async () => {
    const life = await live(3)
    const gapped: Life = { ...life, entries: (name) => life.entries(name).toSpliced(1, 1) }
    expect(problemsOf(gapped, /breaks the chain/)).toBeGreaterThan(0)
  })
})
