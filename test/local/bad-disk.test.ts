import { existsSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { messagesIn } from '../kill/judgement.ts'
import { frozen, smallDisk } from '../support/small-disk.ts'
import { type WatchedPlace, watchedPlace } from '../support/watched-place.ts'

let at: WatchedPlace
let place: WatchedPlace['place']
let feldera: WatchedPlace['feldera']
let once: WatchedPlace['ran']
let undo: (() => void)[]

beforeEach(async () => {
  undo = []
  at = await watchedPlace({ pipelines: [{ name: 'orders' }], policy: { confirmAfter: ['50ms'] } })
  ;({ place, feldera, ran: once } = at)
  for (let i = 0; i < 2; i += 1) feldera.checkpoint('orders')
})

afterEach(async () => {
  for (const one of undo.toReversed()) one()
  await at.stop()
})

async function expectRight(...kinds: readonly string[]): Promise<void> {
  const clean = await once()
  expect(clean.code, clean.stderr).toBe(0)
  const verified = await at.ledger('verify')
  expect(verified.code, verified.stdout).toBe(0)
  expect(messagesIn(place).map((line) => JSON.parse(JSON.parse(line).Message).kind)).toEqual(kinds)
  expect(existsSync(join(place.data, 'dynamodb.json'))).toBe(false)
}

describe('a disk', () => {
  it('that is full ends a run with 1 and says so; with room again nothing is lost', async ({ skip }) => {
    const disk = smallDisk(place.data, 8)
    if (disk === undefined) {
      skip('nothing may be mounted here')
      return
    }
    undo.push(disk.remove)
    expect((await once()).code).toBe(0)
    feldera.lose('orders')
    // At the one it cannot even say where its database is; at the other it comes a little further.
    for (const left of [16, 64]) {
      fill(place.data, left * 1024)
      const full = await once()
      expect([left, full.code]).toEqual([left, 1])
      expect(full.stderr).toMatch(/no space left|disk is full/)
      rmSync(join(place.data, 'filling'))
    }
    disk.enlarge(64)
    await expectRight('checkpoint-missing')
  })
})

describe('an archive', () => {
  it('that is read-only ends a run with 1 and names what could not be kept; afterwards nothing is lost', async ({
    skip,
  }) => {
    expect((await once()).code).toBe(0)
    feldera.lose('orders')
    for (const folder of ['evidence', 'tile']) {
      const thaw = frozen(join(place.data, 'archive', folder))
      if (thaw === undefined) {
        skip('nothing may be mounted here')
        return
      }
      undo.push(thaw)
      const refused = await once()
      expect(refused.code).toBe(1)
      expect(refused.stderr).toMatch(/could not be kept/)
      expect(refused.stderr).toContain('EROFS')
      undo.pop()
      thaw()
    }
    await expectRight('checkpoint-missing')
  })

  it('in whose place stands a file ends a run with 1 and says so', async () => {
    expect((await once()).code).toBe(0)
    const archive = join(place.data, 'archive')
    renameSync(archive, `${archive}.away`)
    writeFileSync(archive, '')
    const refused = await once()
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/ENOTDIR|EEXIST/)
    rmSync(archive)
    renameSync(`${archive}.away`, archive)
    await expectRight()
  })
})

/** Takes all the room there is but so much. */
function fill(path: string, leftBytes: number): void {
  const { bavail, bsize } = statfsSync(path)
  writeFileSync(join(path, 'filling'), Buffer.alloc(bavail * bsize - leftBytes))
}
