import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { createLedgerStack } from '../../infra/ledger-stack.ts'
import { readSettings } from '../../infra/settings.ts'
import { flags } from './project.ts'

/** The template with these settings, under the flags of cdk.json. Its code is empty: bundle.test.ts and app.test.ts have the real one. */
export function synthesize(
  context: { readonly [name: string]: unknown } = {},
  secrets: readonly string[] = ['feldera/prod'],
): Template {
  const read = readSettings((name) => context[name])
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems))
  const directory = mkdtempSync(join(tmpdir(), 'synth-'))
  try {
    const code = mkdtempSync(join(directory, 'code-'))
    writeFileSync(join(code, 'index.mjs'), '')
    const app = new App({ outdir: join(directory, 'cdk.out'), context: flags() })
    const bundles = { recorder: code, publisher: code }
    return Template.fromStack(createLedgerStack(app, { settings: read.settings, bundles, secrets }))
  } finally {
    rmSync(directory, { recursive: true })
  }
}
