import { errorText } from '../../lambdas/domain/log-line.ts'
import { Refused } from './refused.ts'

/** Runs a command to its end: its own exit code, 2 where it was not asked for rightly, 1 where it failed. */
export async function runCommand(main: () => Promise<number>): Promise<never> {
  // A reader that went away must not end us before our database is given up.
  process.stdout.on('error', () => {})
  try {
    process.exitCode = await main()
  } catch (error) {
    console.error(error instanceof Refused ? error.message : `failed: ${errorText(error)}`)
    process.exitCode = error instanceof Refused ? 2 : 1
  }
  // Connections kept for the next poll must not keep a finished process.
  process.exit()
}
