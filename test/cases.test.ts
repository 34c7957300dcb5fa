import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCase, type Step } from './support/case-form.ts'
import { asAsked, eventLines, toldLine } from './support/case-lines.ts'
import type { Names } from './support/case-names.ts'
import { createPlace, type Happened } from './support/case-runner.ts'

const CASES = new URL('./cases/', import.meta.url)
const cases = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory())

describe('recorded cases', () => {
  it('are at least as many as were promised', () => {
    expect(cases.length).toBeGreaterThanOrEqual(75)
  })

  it.each(cases.map(({ name }) => name))('%s', async (name) => {
    const told = readCase(new URL(`${name}/case.json`, CASES))
    const place = createPlace(told)
    for (const step of told.steps) {
      const happened = await place.live(step)
      expect({ at: step.at, ...shown(happened, step, place.names) }).toEqual({ at: step.at, ...wanted(step) })
    }
  })
})

/** What a step promises: events in order and messages in any, all else where it says so. */
function wanted({ events, told, outcome, asked, run }: Step) {
  return {
    events,
    told: told.toSorted(),
    ...(outcome && { outcome }),
    ...(asked && { asked }),
    ...(run && { run }),
  }
}

function shown({ entries, messages, outcome, asked }: Happened, step: Step, names: Names) {
  const run = entries.flatMap(({ events }) => events).find(({ kind }) => kind === 'run-completed')?.data ?? {}
  const messageLines = messages.map((message) => toldLine(message, names))
  return {
    events: asAsked(eventLines(entries, names), step.events, names),
    told: asAsked(messageLines, step.told, names).toSorted(),
    ...(step.outcome && { outcome: pick(outcome, step.outcome) }),
    ...(step.asked && { asked: pick(asked, step.asked) }),
    ...(step.run && { run: JSON.parse(names.shorten(JSON.stringify(pick(run, step.run)))) }),
  }
}

/** Those members that are asked for, so that a difference shows only what matters. */
function pick(
  members: { readonly [key: string]: unknown },
  asked: object,
): { readonly [key: string]: unknown } {
  return Object.fromEntries(Object.keys(asked).map((key) => [key, members[key] ?? 0]))
}
