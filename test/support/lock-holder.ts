import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { withLock } from '../../infra/local/directory-lock.ts'

// A process that takes the lock again and again, and notes each coming and going in a file.
const [lock = '', notes = '', times = '1', holdMs = '0'] = process.argv.slice(2)
for (let n = 0; n < Number(times); n += 1) {
  await withLock(lock, 20_000, async () => {
    appendFileSync(notes, `in ${process.pid}\n`)
    await sleep(Number(holdMs))
    appendFileSync(notes, `out ${process.pid}\n`)
  })
}
