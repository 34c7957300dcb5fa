import { randomUUID } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import pLimit from 'p-limit'
import type { Message } from '../../lambdas/domain/telling/message.ts'

export interface NotificationsFileOptions {
  readonly path: string
  /** Does the work while no other process does any. */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>
}

/**
 * SNS on one machine: each message is a line, as SNS would be given it, whole and on disk before it counts as sent. Of a line that a kill
 * or a full disk cut short nobody was told that it was sent: the next message takes its place.
 */
export function createNotificationsFile({ path, exclusively }: NotificationsFileOptions) {
  // Ours wait for each other here: the lock between processes is asked for again and again until it is free.
  const inTurn = pLimit(1)
  return async (message: Message): Promise<{ readonly messageId: string }> => {
    const line = `${JSON.stringify(message)}\n`
    await inTurn(() => exclusively(() => append(path, line)))
    return { messageId: randomUUID() }
  }
}

async function append(path: string, line: string): Promise<void> {
  const file = await open(path, 'a+')
  try {
    await file.truncate(await wholeLinesIn(file))
    // Unlike `write`, which may write a part and call that done.
    await file.writeFile(line)
    await file.sync()
  } finally {
    await file.close()
  }
}

const READ_AT_ONCE = 64 * 1024

/** How many bytes there are up to the last end of a line. */
async function wholeLinesIn(file: FileHandle): Promise<number> {
  for (let { size: end } = await file.stat(); end > 0; ) {
    const from = Math.max(0, end - READ_AT_ONCE)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - from), 0, end - from, from)
    const newline = buffer.subarray(0, bytesRead).lastIndexOf('\n')
    if (newline !== -1) return from + newline + 1
    end = from
  }
  return 0
}
