import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..')
export const CONFIGURATION = join(ROOT, 'pipelines.example.json')

/** The context of cdk.json, which only CDK's command line reads by itself. */
export function flags(): { [name: string]: unknown } {
  return JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')).context
}
