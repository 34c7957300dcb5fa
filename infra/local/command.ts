import { errorText } from '../../lambdas/domain/log-line.ts'
import { Refused } from './refused.ts'

/** Runs a command to its end: its own exit code, 2 where it was not asked for rightly, 1 where it failed. */
export async function runCommand(main: () => Promise<number>): Promise<never> {
  // A reader that went away must not end us before our database is given up.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  try {
    process.exitCode = await main()
  } catch (error) {
    console.error(error instanceof Refused ? error.message : `failed: ${errorText(error)}`)
    process.exitCode = error instanceof Refused ? 2 : 1
  }
  // A pipe takes 64 KiB and its reader is slower than we are: `exit` would throw the rest away.
  await Promise.all([process.stdout, process.stderr].map(readerHasAll))
  // Connections kept for the next poll must not keep a finished process.
  process.exit()
}

/** Resolves when everything written so far is with the reader, or the reader is gone. */
async function readerHasAll(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => {
    stream.write('', () => resolve())
  })
}
