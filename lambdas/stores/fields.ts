import { parseUuid } from '../domain/checkpoint.ts'
import { parseInstant } from '../domain/instant.ts'
import { parseU64 } from '../domain/u64.ts'
import { parsedText } from './text-read-as.ts'

/** Values of the domain in documents of ours: a text that is none is refused. */

export const uuidField = parsedText(parseUuid)
export const instantField = parsedText(parseInstant)
export const u64Field = parsedText(parseU64)
