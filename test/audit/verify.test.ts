import { beforeAll, describe, expect, it } from 'vitest'
import { type ProvenLog, provenLog, verified } from '../support/proven-log.ts'

let log: ProvenLog

beforeAll(async () => {
  log = await provenLog(100)
}, 60_000)

describe('a log that nobody touched', () => {
  it('is proven with its table, and says what that does not rule out', async () => {
    const report = await verified(log, log.vkey, { withTable: true })
    expect(report.broken).toEqual([])
    expect(report.verdict).toBe('proven')
    expect(report.proven.join('\n')).toContain('only a checkpoint that was kept elsewhere')
    console.log(report.proven, [...log.objects.keys()].length)
  })
})
