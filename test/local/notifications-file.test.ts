import { appendFileSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createNotificationsFile } from '../../infra/local/notifications-file.ts'
import { smallDisk } from '../support/small-disk.ts'

let directory: string
let path: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'notifications-'))
  path = join(directory, 'notifications.ndjson')
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

const message = (text: string) => ({ Subject: text, Message: text, MessageAttributes: {} })
const file = () => createNotificationsFile({ path, exclusively: (work) => work() })

function subjects(): readonly string[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  expect(lines.pop()).toBe('')
  return lines.map((line) => JSON.parse(line).Subject)
}

describe('the file of notifications', () => {
  it('has a line for every message, in any number at once', async () => {
    const send = file()
    const texts = Array.from({ length: 20 }, (_, i) => `message ${i}`)
    await Promise.all(texts.map((text) => send(message(text))))
    expect(subjects()).toEqual(texts)
  })

  it.each([0, 1, 70_000, 200_000])(
    'puts the next message in the place of one that a kill cut short after %i bytes more',
    async (more) => {
      await file()(message('first'))
      appendFileSync(path, `{"Subject":"second","Message":"${'x'.repeat(more)}`)
      await file()(message('third'))
      expect(subjects()).toEqual(['first', 'third'])
    },
  )

  it('with nothing but a line cut short begins anew', async () => {
    writeFileSync(path, '{"Subj')
    await file()(message('first'))
    expect(subjects()).toEqual(['first'])
  })

  it('never takes a message for sent that the disk had no room for', async ({ skip }) => {
    const disk = smallDisk(join(directory, 'disk'), 1)
    if (disk === undefined) {
      skip('nothing may be mounted here')
      return
    }
    try {
      path = join(disk.path, 'notifications.ndjson')
      await file()(message('first'))
      const { bavail, bsize } = statfsSync(disk.path)
      writeFileSync(join(disk.path, 'filling'), Buffer.alloc((bavail - 2) * bsize))
      // Some of it finds room, the rest does not.
      await expect(file()(message('y'.repeat(20_000)))).rejects.toThrow('ENOSPC')
      rmSync(join(disk.path, 'filling'))
      await file()(message('third'))
      expect(subjects()).toEqual(['first', 'third'])
    } finally {
      disk.remove()
    }
  })
})
