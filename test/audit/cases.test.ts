import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createCitedEvidence } from '../../lambdas/audit/verifying/evidence/cited.ts'
import { createEvidenceObjects } from '../../lambdas/audit/verifying/evidence/evidence-objects.ts'
import { createFindings } from '../../lambdas/audit/verifying/findings.ts'
import { live } from '../simulation/life.ts'
import { readCase } from '../support/case-form.ts'
import { createPlace } from '../support/case-runner.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'

const CASES = new URL('../cases/', import.meta.url)
const cases = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory())

describe('of every recorded case', () => {
  it('each event is found in the answers that it cites', async () => {
    let found = 0
    for (const { name } of cases) {
      const told = readCase(new URL(`${name}/case.json`, CASES))
      const place = createPlace(told)
      const findings = createFindings()
      const cited = createCitedEvidence(createEvidenceObjects(place.archive, findings), findings)
      for (const step of told.steps)
        for (const entry of (await place.live(step)).entries) await cited.check(entry)
      expect({ name, broken: findings.report().broken }).toEqual({ name, broken: [] })
      found += cited.found()
    }
    expect(found).toBeGreaterThan(500)
  }, 120_000)
})

describe('of simulated lives', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'seed %i: each event is found in the answers that it cites',
    async (seed) => {
      const archive = createMemoryArchive()
      const life = await live(seed, new Set(), archive)
      const findings = createFindings()
      const cited = createCitedEvidence(createEvidenceObjects(archive, findings), findings)
      for (const name of life.names) for (const { entry } of life.entries(name)) await cited.check(entry)
      expect(findings.report().broken).toEqual([])
      expect(cited.found()).toBeGreaterThan(0)
    },
  )
})
