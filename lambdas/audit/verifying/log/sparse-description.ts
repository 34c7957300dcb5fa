import type { ArchiveReader } from '../../../archive/archive.ts'
import { parseBase64 } from '../../../archive/log/base64.ts'
import { parseSize } from '../../../archive/log/tree/size.ts'
import { parseInstant } from '../../../domain/instant.ts'
import { errorText } from '../../../domain/log-line.ts'
import { DESCRIPTION, EXPORT_VERSION } from '../../export-form.ts'
import type { Findings } from '../findings.ts'

/** What an export says of itself: which leaves of which tree it holds. */
export interface Description {
  readonly origin: string
  readonly size: bigint
  readonly root: Uint8Array
  /** The leaves from `first` to before `end`. */
  readonly first: bigint
  readonly end: bigint
  readonly from: string
  readonly to: string
}

/** Undefined where the archive is whole. */
export async function descriptionIn(
  reader: Pick<ArchiveReader, 'get'>,
  findings: Findings,
): Promise<Description | 'damaged' | undefined> {
  const bytes = await reader.get(DESCRIPTION)
  if (bytes === undefined) return undefined
  try {
    return descriptionOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch (error) {
    findings.broken(DESCRIPTION, errorText(error))
    return 'damaged'
  }
}

function descriptionOf(value: unknown): Description {
  if (typeof value !== 'object' || value === null) throw new Error('is no object')
  const members = new Map<string, unknown>(Object.entries(value))
  const text = (key: string): string => {
    const member = members.get(key)
    if (typeof member !== 'string') throw new Error(`${key} is no text`)
    return member
  }
  const size = (key: string): bigint => {
    const parsed = parseSize(text(key))
    if (parsed === undefined) throw new Error(`${key} is no size`)
    return parsed
  }
  const time = (key: string): string => {
    if (parseInstant(text(key)) === undefined) throw new Error(`${key} is no time`)
    return text(key)
  }
  if (text('v') !== EXPORT_VERSION) throw new Error(`is of the version ${text('v')}, not ${EXPORT_VERSION}`)
  const root = parseBase64(text('root'))
  if (root?.length !== 32) throw new Error('root is no hash')
  const described = {
    origin: text('origin'),
    size: size('size'),
    root,
    first: size('first'),
    end: size('end'),
  }
  if (described.first > described.end || described.end > described.size)
    throw new Error('first, end and size are not in this order')
  return { ...described, from: time('from'), to: time('to') }
}
