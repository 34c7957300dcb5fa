import { describe, expect, it } from 'vitest'
import { createFindings } from '../../lambdas/audit/verifying/findings.ts'
import { checkConfigurations, createKeptObjects } from '../../lambdas/audit/verifying/kept-objects.ts'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import type { Uuid } from '../../lambdas/domain/checkpoint.ts'
import { sealEvents } from '../support/believing.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'

const FOLDER = 'reports/2026-10-01_2026-11-01'
const COPY = 'copies/prod/orders/checkpoints/019e4708-bac8-7c10-b2f7-5cb248871905.json'
const RECORD = Buffer.from('{"v":"checkpoint-ledger/kept-copy/1"}')
const BYTES = Buffer.from('{"missing":0}')

async function looked(objects: ReadonlyMap<string, Uint8Array>) {
  const findings = createFindings()
  const archive = createMemoryArchive(new Map(objects))
  const checking = createKeptObjects(archive, findings)
  const data = { archive: FOLDER, objects: { json: sha256Hex(BYTES) } }
  const kept = {
    fingerprint: '1',
    size: null,
    steps: null,
    processed_records: null,
    identifier: null,
    until: '2027-02-01T00:00:00.000Z',
    object: COPY,
    sha256: sha256Hex(RECORD),
  }
  for (const { entry } of sealEvents(undefined, [
    { kind: 'report-archived', severity: 'info', data },
    {
      kind: 'copy-kept',
      severity: 'silent',
      uuid: '019e4708-bac8-7c10-b2f7-5cb248871905' as Uuid,
      data: kept,
    },
  ]))
    checking.note(entry)
  await checking.check()
  await checkConfigurations(archive, findings)
  return findings.report()
}

const WHOLE = new Map<string, Uint8Array>([
  [`${FOLDER}/retention.json`, BYTES],
  [COPY, RECORD],
  [`configurations/${sha256Hex('{}')}`, Buffer.from('{}')],
])

describe('what is kept besides the log and its evidence', () => {
  it('is proven where a report is what its entry says, and a configuration what its name says', async () => {
    const { broken, proven } = await looked(WHOLE)
    expect(broken).toEqual([])
    expect(proven).toEqual([
      '1 object of reports is as the log has them',
      '1 record of a kept copy is as the log has them; the objects that they name are not read here: a restore compares each',
    ])
  })

  it.each([
    ['a report that is gone', `${FOLDER}/retention.json`, undefined, 'and it is not there'],
    ['a record of a copy that is gone', COPY, undefined, 'and it is not there'],
    ['a record of a copy with another object', COPY, '{"v":"x"}', 'is not that of its entry'],
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
