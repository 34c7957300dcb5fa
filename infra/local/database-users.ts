import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { isAlive, markOf } from './process-mark.ts'

const userSchema = z.object({ pid: z.number(), started: z.string().nullable() })

/** Notes this process as a user in the directory, a file per use; under the directory's lock. */
export function registerUser(users: string): { readonly leave: () => void } {
  mkdirSync(users, { recursive: true })
  const path = join(users, `${process.pid}-${randomBytes(4).toString('hex')}`)
  writeFileSync(path, JSON.stringify(markOf(process.pid)))
  return { leave: () => rmSync(path, { force: true }) }
}

/** Whether a living process is registered; those of dead ones are cleared away. */
export function isUsed(users: string): boolean {
  const paths = readdirSync(users).map((name) => join(users, name))
  const dead = paths.filter((path) => !belongsToLiving(path))
  for (const path of dead) rmSync(path, { force: true })
  return dead.length < paths.length
}

function belongsToLiving(path: string): boolean {
  try {
    return isAlive(userSchema.parse(JSON.parse(readFileSync(path, 'utf8'))))
  } catch {
    // Cut short by a kill: whoever wrote it is gone.
    return false
  }
}
