import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('an older Node is refused in one clear sentence', () => {
  const pretend = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });"
  const script = `${pretend} await import('./infra/node-version.mjs'); console.log('went on')`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  })
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toContain('needs Node.js 24 or newer')
})

it('this Node is not', () => {
  const { status } = spawnSync(process.execPath, ['infra/node-version.mjs'])
  expect(status).toBe(0)
})

it('what is compiled is kept where only who installed us may write, for the next command', () => {
  const asked = "process.argv.splice(1, 0, 'launch.mjs', 'ledger', '--help');"
  const script = `${asked} import { getCompileCacheDir } from 'node:module'
process.on('exit', () => console.error(getCompileCacheDir()))
await import('./infra/local/launch.mjs')`
  // Whatever this run of the tests has set for itself.
  const { NODE_COMPILE_CACHE: _, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env,
  })
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^usage: npm run ledger/)])
  expect(stderr).toContain(join('node_modules', '.cache', 'compiled'))
})
