import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import type { DynamoDbProcess } from './dynamodb-process.ts'
import { markOf, type ProcessMark } from './process-mark.ts'

const noteSchema = z.object({
  endpoint: z.string(),
  port: z.number(),
  pid: z.number(),
  started: z.string().nullable(),
  home: z.string(),
})

/** The database of a data directory, as its `dynamodb.json` has it. */
export interface RunningDynamoDb extends ProcessMark {
  readonly port: number
}

export function noteRunning(path: string, { pid, port }: DynamoDbProcess): void {
  const note: z.infer<typeof noteSchema> = {
    endpoint: endpointOn(port),
    port,
    ...markOf(pid),
    home: homeOf(path),
  }
  // Whole or not at all: a reader must not find half a note after a kill.
  writeFileSync(`${path}.draft`, JSON.stringify(note))
  renameSync(`${path}.draft`, path)
}

export function endpointOn(port: number): string {
  return `http://127.0.0.1:${port}`
}

/**
 * What the note says, living or not. Undefined where there is none, none that we understand, or one that came with a copy
 * of another data directory: that one's database must be neither used nor ended from here.
 */
export function readRunning(path: string): RunningDynamoDb | undefined {
  try {
    const { home, ...running } = noteSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    return home === homeOf(path) ? running : undefined
  } catch {
    return undefined
  }
}

export function forgetRunning(path: string): void {
  rmSync(path, { force: true })
}

/** The directory itself, whatever its name is now. */
function homeOf(path: string): string {
  const { dev, ino } = statSync(dirname(path))
  return `${dev}:${ino}`
}
