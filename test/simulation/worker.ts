import { parentPort } from 'node:worker_threads'
import * as z from 'zod'
import { manyLives } from './many-lives.ts'
import { ADDITIONS, FEATURES } from './settings.ts'

const task = z.object({
  from: z.number(),
  count: z.number(),
  without: z.array(z.enum(FEATURES)),
  additions: z.array(z.enum(ADDITIONS)),
})

parentPort?.on('message', (message: unknown) => {
  const { from, count, without, additions } = task.parse(message)
  void manyLives(from, count, new Set(without), new Set(additions)).then((tally) =>
    parentPort?.postMessage(tally, []),
  )
})
