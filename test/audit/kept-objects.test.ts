import { describe, expect, it } from 'vitest'
import { createFindings } from '../../lambdas/audit/findings.ts'
import { checkConfigurations, createKeptReports } from '../../lambdas/audit/kept-objects.ts'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import { sealEvents } from '../support/believing.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'

const FOLDER = 'reports/2026-10-01_2026-11-01'
const BYTES = Buffer.from('{"missing":0}')

async function looked(objects: ReadonlyMap<string, Uint8Array>) {
  const findings = createFindings()
  const archive = createMemoryArchive(new Map(objects))
  const reports = createKeptReports(archive, findings)
  const data = { archive: FOLDER, objects: { json: sha256Hex(BYTES) } }
  for (const { entry } of sealEvents(undefined, [{ kind: 'report-archived', severity: 'info', data }]))
    reports.note(entry)
  await reports.check()
  await checkConfigurations(archive, findings)
  return findings.report()
}

const WHOLE = new Map<string, Uint8Array>([
  [`${FOLDER}/retention.json`, BYTES],
  [`configurations/${sha256Hex('{}')}`, Buffer.from('{}')],
])

describe('what is kept besides the log and its evidence', () => {
  it('is proven where a report is what its entry says, and a configuration what its name says', async () => {
    const { broken, proven } = await looked(WHOLE)
    expect(broken).toEqual([])
    expect(proven).toEqual(['1 object of reports is as the log has them'])
  })

  it.each([
    ['a report that is gone', `${FOLDER}/retention.json`, undefined, 'and it is not there'],
    ['a report with another figure', `${FOLDER}/retention.json`, '{"missing":9}', 'is not that of its entry'],
    ['a configuration with another line', `configurations/${sha256Hex('{}')}`, '{} ', 'is not its name'],
    ['an object that is no configuration', 'configurations/mine', '{}', 'belongs here'],
  ])('is broken by %s', async (_, name, text, what) => {
    const objects = new Map(WHOLE)
    if (text === undefined) objects.delete(name)
    else objects.set(name, Buffer.from(text))
    const { broken } = await looked(objects)
    expect(broken).toEqual([{ where: name, what: expect.stringContaining(what) }])
  })
})
