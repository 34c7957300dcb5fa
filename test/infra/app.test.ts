import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bundlePage } from '../../infra/page-bundle.ts'
import { SHIPPED_PAGE } from '../../lambdas/publisher/shipped-page.ts'
import { CONFIGURATION, flags, ROOT } from './project.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'app-'))
})

afterEach(() => rmSync(directory, { recursive: true }))

/** What the command of cdk.json does when CDK runs it with `-c NAME=VALUE`. */
function synthesizeWith(context: object): Promise<{ readonly code: unknown; readonly stderr: string }> {
  const outdir = join(directory, 'cdk.out')
  const env = {
    ...process.env,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...flags(), ...context }),
  }
  return new Promise((resolve) => {
    execFile(process.execPath, ['infra/app.ts'], { cwd: ROOT, env }, (error, _stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    )
  })
}

describe('the app', () => {
  test('ships the very bytes of the configuration beside the recorder', async () => {
    const configuration = join(directory, 'mine.json')
    // Spaces that no serializer would write: it must be a copy.
    writeFileSync(configuration, `\n ${readFileSync(CONFIGURATION, 'utf8')}\t`)
    expect(await synthesizeWith({ configuration })).toMatchObject({ code: 0 })
    const out = join(directory, 'cdk.out')
    const template = JSON.parse(readFileSync(join(out, 'CheckpointLedger-prod.template.json'), 'utf8'))
    const [recorder] = Object.entries<{ Properties: { Code: { S3Key: string } } }>(template.Resources).filter(
      ([id]) => /^Recorder[0-9A-F]{8}$/.test(id),
    )
    const asset = `asset.${recorder?.[1].Properties.Code.S3Key.replace('.zip', '')}`
    expect(readdirSync(join(out, asset))).toEqual(expect.arrayContaining(['index.mjs', 'pipelines.json']))
    expect(readFileSync(join(out, asset, 'pipelines.json')).equals(readFileSync(configuration))).toBe(true)
    // And the page beside the publisher.
    const pages = readdirSync(out).filter((name) => existsSync(join(out, name, SHIPPED_PAGE)))
    expect(pages).toHaveLength(1)
    const page = JSON.parse(readFileSync(join(out, pages[0] ?? '', SHIPPED_PAGE), 'utf8'))
    expect(page).toEqual(await bundlePage())
  })

  test('ends with 2 and every problem of settings and configuration, and writes nothing', async () => {
    const configuration = join(directory, 'wrong.json')
    writeFileSync(configuration, '{"sources": [], "policy": {"keepLast": -1}, "unheard": 1}')
    const { code, stderr } = await synthesizeWith({ configuration, every: '10s', objectLock: 'NONE' })
    expect(code).toBe(2)
    for (const said of ['every: ', 'objectLock: ', configuration, 'policy.keepLast: ', 'unheard']) {
      expect(stderr).toContain(said)
    }
    expect(stderr).not.toContain('    at ')
    expect(readdirSync(join(directory, 'cdk.out'))).toEqual([])
  })
})

describe('cdk.json', () => {
  test('has every flag that this version of CDK recommends', () => {
    const recommended = JSON.parse(
      readFileSync(join(ROOT, 'node_modules/aws-cdk-lib/recommended-feature-flags.json'), 'utf8'),
    )
    expect(flags()).toMatchObject(recommended)
  })

  test('reports nothing to anybody', () => {
    const { versionReporting, notices, context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'))
    expect({ versionReporting, notices, telemetry: context['cli-telemetry'] }).toEqual({
      versionReporting: false,
      notices: false,
      telemetry: false,
    })
  })
})
