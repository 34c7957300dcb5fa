import { parentPort } from 'node:worker_threads'
import * as z from 'zod'
import { EXCUSES } from './judgement/excuses.ts'
import { manyLives } from './many-lives.ts'
import { ADDITIONS, FEATURES } from './settings.ts'

const task = z.object({
  from: z.number(),
  count: z.number(),
  without: z.array(z.enum(FEATURES)),
  additions: z.array(z.enum(ADDITIONS)),
  excuses: z.array(z.enum(EXCUSES)),
})

parentPort?.on('message', (message: unknown) => {
  const { from, count, without, additions, excuses } = task.parse(message)
  void manyLives(from, count, new Set(without), new Set(additions), new Set(excuses)).then((tally) =>
    parentPort?.postMessage(tally, []),
  )
})
