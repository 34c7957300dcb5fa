import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { isCode } from '../../../lambdas/archive/file-archive-reader.ts'
import { errorText } from '../../../lambdas/domain/log-line.ts'
import { type Memory, memoryText, parseMemory } from '../../../lambdas/stores/looking/memory-text.ts'
import { Refused } from '../refused.ts'

/** The memory of an earlier check of this store; undefined where the file is not there yet. */
export function memoryIn(file: string, location: string): Memory | undefined {
  const memory = parseMemory(textIn(file) ?? '')
  if (memory === undefined) {
    if (textIn(file) === undefined) return undefined
    throw new Refused(
      `--state-file: ${file} is no memory of a store: give another file, or remove it to begin anew`,
    )
  }
  if (memory.location !== location)
    throw new Refused(`--state-file: ${file} is the memory of ${memory.location}: give each store its own`)
  return memory
}

/** In one step: whoever is killed meanwhile leaves the memory of the check before. */
export function keepMemory(file: string, memory: Memory): void {
  const draft = `${file}.${randomBytes(4).toString('hex')}`
  try {
    writeFileSync(draft, memoryText(memory), { flag: 'wx', flush: true })
    renameSync(draft, file)
  } catch (cause) {
    rmSync(draft, { force: true })
    throw new Refused(`--state-file: ${file} cannot be written: ${errorText(cause)}`, { cause })
  }
}

function textIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return undefined
    throw new Refused(`--state-file: ${file} cannot be read: ${errorText(cause)}`, { cause })
  }
}
