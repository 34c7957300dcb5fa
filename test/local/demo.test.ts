import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { command, type Running, type Workplace, workplace } from '../support/commands.ts'

const MINUTE_MS = 60_000

let place: Workplace
let running: Running | undefined

afterEach(async () => {
  running?.kill('SIGTERM')
  await running?.finished
  place.remove()
})

it('the demo shows a newcomer a loss, a changed fingerprint, the last checkpoint of a stopped pipeline and a damaged copy within a minute', async () => {
  place = workplace({})
  running = command('start', ['--data', place.data, '--port', '0'])
  const begun = Date.now()
  await running.line(/^listening on http/)
  await running.line(/event {2}Checkpoint .* of demo\/orders was retired by rotation/)
  await running.line(/Subject: \[critical\] demo\/orders: checkpoint missing/)
  await running.line(/Subject: \[critical\] demo\/payments: fingerprint changed/)
  await running.line(/from 14128757731148314856 to 14128757731148314857/)
  const [, last = ''] = await running.line(/clicks: was stopped gracefully, with a last checkpoint (\S+)/)
  // Asked itself, a stopped pipeline shows nothing: its last checkpoint stands in its source's list only.
  await running.line(new RegExp(`event {2}Checkpoint ${last} .* of demo/clicks was recorded`))
  const [, spoilt = ''] = await running.line(/a byte of the synced copy of checkpoint (\S+) was altered/)
  await running.line(new RegExp(`event {2}The copy of checkpoint ${spoilt} .* of demo/orders is damaged`))
  await running.line(/Subject: \[critical\] demo\/orders: copy corrupt/)
  expect(Date.now() - begun).toBeLessThan(MINUTE_MS)
  running.kill('SIGINT')
  expect((await running.finished).code).toBe(0)
  expect(existsSync(join(place.data, 'dynamodb.json'))).toBe(false)
}, 90_000)
