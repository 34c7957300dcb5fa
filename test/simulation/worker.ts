import { parentPort } from 'node:worker_threads'
import * as z from 'zod'
import { manyLives } from './many-lives.ts'
import { FEATURES } from './settings.ts'

const task = z.object({ from: z.number(), count: z.number(), without: z.array(z.enum(FEATURES)) })

parentPort?.on('message', (message: unknown) => {
  const { from, count, without } = task.parse(message)
  void manyLives(from, count, new Set(without)).then((tally) => parentPort?.postMessage(tally, []))
})
