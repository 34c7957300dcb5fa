import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CANARY } from './canary.ts'

/** Before the run: what is watched for, and where it is reported. After it: the run has failed where anything was. */
export default function setUp(): () => void {
  const reports = mkdtempSync(join(tmpdir(), 'canary-'))
  process.env['CANARY_WATCHED'] = CANARY
  process.env['CANARY_REPORTS'] = reports
  return () => {
    const found = readdirSync(reports).map((name) => readFileSync(join(reports, name), 'utf8'))
    rmSync(reports, { recursive: true })
    if (found.length === 0) return
    process.exitCode = 1
    throw new Error(`the canary was found ${found.length} times:\n${found.slice(0, 5).join('\n')}`)
  }
}
