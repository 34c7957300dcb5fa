import { randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { Message } from '../../lambdas/domain/message.ts'

/** SNS on one machine: each message is a line, as SNS would be given it, on disk before it counts as sent. */
export function createNotificationsFile(path: string) {
  return async (message: Message): Promise<{ readonly messageId: string }> => {
    const file = await open(path, 'a')
    try {
      await file.write(`${JSON.stringify(message)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    return { messageId: randomUUID() }
  }
}
