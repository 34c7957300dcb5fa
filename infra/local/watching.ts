import { readFileSync } from 'node:fs'
import { errorText } from '../../lambdas/domain/log-line.ts'
import type { Configuration } from '../../lambdas/recorder/configuration/configuration.ts'
import { readConfiguration } from '../../lambdas/recorder/configuration/read-configuration.ts'
import { Refused } from './refused.ts'

/** What is watched: a configuration, its bytes and their SHA-256. */
export interface Watching {
  readonly configuration: Configuration
  readonly hash: string
  readonly bytes: Uint8Array
}

export function watchingFile(file: string): Watching {
  return watching(bytesOf(file))
}

export function watching(bytes: Uint8Array): Watching {
  try {
    return readConfiguration(bytes)
  } catch (error) {
    throw new Refused(errorText(error), { cause: error })
  }
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new Refused(`--config: ${file} cannot be read (${errorText(error)})`, { cause: error })
  }
}
