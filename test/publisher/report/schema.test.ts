import { expect, it } from 'vitest'
import { RETENTION_REPORT } from '../../../lambdas/publisher/schemas/report/retention-report.ts'
import { at } from '../../support/listings.ts'
import { reportStory } from '../../support/report-story.ts'
import { reported } from './reporting.ts'

it('every report is what its schema says, member by member', async () => {
  const { ports } = await reportStory()
  for (const [from, to] of [
    [0, 7_200],
    [-600, 0],
    [1_000, 1_001],
    [3_000, 9_000],
  ] as const) {
    const { json } = await reported(ports, at(from), at(to))
    expect(RETENTION_REPORT.parse(JSON.parse(json))).toEqual(JSON.parse(json))
  }
})
