import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { markOf, type ProcessMark } from './process-mark.ts'

const NAME = 'dynoxide'

/** The program of the embedded DynamoDB. Throws, saying what to do, where this platform has none. */
export function binaryPath({ platform, arch }: { readonly platform: string; readonly arch: string }): string {
  try {
    const home = createRequire(import.meta.url).resolve(`@dynoxide/${platform}-${arch}/package.json`)
    return join(dirname(home), NAME)
  } catch (cause) {
    throw new Error(
      `there is no embedded DynamoDB for ${platform} ${arch}: start DynamoDB Local and set AWS_ENDPOINT_URL_DYNAMODB to its address`,
      { cause },
    )
  }
}

export function argumentsFor(port: number, file: string | undefined): readonly string[] {
  const memoryOrFile = file === undefined ? [] : ['--db-path', file]
  return ['serve', '--host', '127.0.0.1', '--port', String(port), ...memoryOrFile]
}

/** The databases that run on the file, by their command lines: also one whose starter was killed before it could note it. */
export function databasesOn(file: string): readonly ProcessMark[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => runsOn(commandLineOf(pid), file))
    .map((pid) => markOf(Number(pid)))
}

function runsOn(commandLine: readonly string[], file: string): boolean {
  const [program = ''] = commandLine
  const at = commandLine.indexOf('--db-path')
  return basename(program) === NAME && at > 0 && commandLine[at + 1] === file
}

function commandLineOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    // Ended meanwhile.
    return []
  }
}
