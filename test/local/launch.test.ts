import { spawnSync } from 'node:child_process'
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
