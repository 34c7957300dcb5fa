import { execFileSync } from 'node:child_process'
import { cpSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Copies what git knows of, and what is not yet committed, to an empty folder; packages are linked. */
export function copyOfCheckout(to: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  for (const file of listed.split('\0').filter(Boolean)) cpSync(file, join(to, file))
  symlinkSync(resolve('node_modules'), join(to, 'node_modules'))
}
