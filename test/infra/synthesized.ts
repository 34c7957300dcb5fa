import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, type Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { createLedgerStack, type LedgerStackOptions } from '../../infra/ledger-stack.ts'
import { readSettings } from '../../infra/settings.ts'
import { flags } from './project.ts'

/** What the configuration asks for beyond its secrets. */
type Granted = Pick<LedgerStackOptions, 'stores' | 'keepsCopies'>

/** The template with these settings, under the flags of cdk.json. Its code is empty: bundle.test.ts and app.test.ts have the real one. */
export function synthesize(
  context: { readonly [name: string]: unknown } = {},
  secrets: readonly string[] = ['feldera/prod'],
  granted: Granted = { stores: [], keepsCopies: false },
): Template {
  return withCode((directory, code) =>
    Template.fromStack(stackIn(appIn(directory), code, context, secrets, granted)),
  )
}

/** The app with its stack, not yet synthesized. */
export function ledgerApp(context: { readonly [name: string]: unknown }): App {
  return withCode((directory, code) => {
    const app = appIn(directory)
    // With all that may be granted: the checks look at it.
    stackIn(app, code, context, ['feldera/prod'], {
      stores: [{ bucket: 'acme-checkpoints', prefix: 'orders' }],
      keepsCopies: true,
    })
    return app
  })
}

function withCode<T>(work: (directory: string, code: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'synth-'))
  try {
    const code = mkdtempSync(join(directory, 'code-'))
    writeFileSync(join(code, 'index.mjs'), '')
    return work(directory, code)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function appIn(directory: string): App {
  return new App({ outdir: join(directory, 'cdk.out'), context: flags() })
}

function stackIn(
  app: App,
  code: string,
  context: { readonly [name: string]: unknown },
  secrets: readonly string[],
  granted: Granted,
): Stack {
  const read = readSettings((name) => context[name])
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems))
  return createLedgerStack(app, {
    settings: read.settings,
    bundles: { recorder: code, publisher: code },
    secrets,
    ...granted,
  })
}
