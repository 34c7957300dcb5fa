import { canonical, sha256Hex } from '../../domain/canonical.ts'
import { parseUuid, type Uuid } from '../../domain/checkpoint.ts'
import type { Host } from '../format/layout.ts'
import type { StoredObject } from '../store-reader.ts'

/**
 * Where in the archive the copies of a pipeline stand: `copies/prod/orders/`. Undefined for a name that no path can be made of; Feldera
 * allows letters, digits, `-` and `_` only.
 */
export function keptFolder(pipeline: string): string | undefined {
  return /^[a-z0-9-]{1,31}\/[A-Za-z0-9_-]{1,255}$/.test(pipeline) ? `copies/${pipeline}/` : undefined
}

/** Below `checkpoints/`, as Feldera has archives: `<uuid>.json`, or `host0/<uuid>.json`. */
export function keptName(host: Host, uuid: Uuid): string {
  return `${host === null ? '' : `host${host}/`}${uuid}.json`
}

export interface KeptPlaceOf {
  readonly host: Host
  readonly uuid: Uuid
}

export function parseKeptName(name: string): KeptPlaceOf | undefined {
  const match = /^(?:host(0|[1-9]\d{0,3})\/)?([^/]+)\.json$/.exec(name)
  const uuid = parseUuid(match?.[2] ?? '')
  return uuid === undefined ? undefined : { host: match?.[1] ?? null, uuid }
}

/**
 * Below `objects/`: the SHA-256 of name, length and ETag. Names are written once as a rule, and where one was written again its ETag is
 * another: so equal names with other bytes never meet, and what several checkpoints need is kept once. The bytes' own hash could not be
 * the name: where S3 copies on its own, it is known only afterwards.
 */
export function addressOf({ name, bytes, etag }: StoredObject): string {
  return sha256Hex(canonical([name, String(bytes), etag]))
}
