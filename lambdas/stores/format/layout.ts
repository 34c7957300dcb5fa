import { parseUuid, type Uuid } from '../../domain/checkpoint.ts'

/**
 * What an object of a store is, by its name (docs of checkpoint sync; FELDERA §5.3). Solo: catalog and archives at the top; several hosts:
 * below `host<N>/`, with batches and lists of batches at the top.
 */
export type ObjectRole =
  | { readonly kind: 'owner' }
  | { readonly kind: 'catalog'; readonly host: Host }
  | { readonly kind: 'archive'; readonly host: Host; readonly uuid: Uuid }
  | { readonly kind: 'dependencies'; readonly uuid: Uuid }
  | { readonly kind: 'batch' }
  | { readonly kind: 'other' }

/** The number in `host<N>/` as text, or null: a pipeline of one host. */
export type Host = string | null

const HOST = /^host(0|[1-9]\d{0,3})\/(.+)$/
// `w0-019e4708-bac8-7c10-b2f7-5cb248871905.feldera`: what is read from a list of batches must be such a name, and leads nowhere else.
const BATCH = /^w\d{1,6}-[0-9a-zA-Z-]{1,64}\.feldera$/

export function roleOf(name: string): ObjectRole {
  if (name === 'owner.json') return { kind: 'owner' }
  if (isBatchName(name)) return { kind: 'batch' }
  const listed = /^dependencies\/([^/]+)\.json$/.exec(name)
  if (listed !== null) {
    const uuid = parseUuid(listed[1] ?? '')
    return uuid === undefined ? { kind: 'other' } : { kind: 'dependencies', uuid }
  }
  const hosted = HOST.exec(name)
  return hosted === null ? ofHost(null, name) : ofHost(hosted[1] ?? null, hosted[2] ?? '')
}

function ofHost(host: Host, name: string): ObjectRole {
  if (name === 'checkpoints.feldera') return { kind: 'catalog', host }
  const uuid = name.endsWith('.zip') ? parseUuid(name.slice(0, -4)) : undefined
  return uuid === undefined ? { kind: 'other' } : { kind: 'archive', host, uuid }
}

export function isBatchName(name: string): boolean {
  return BATCH.test(name)
}

export function catalogName(host: Host): string {
  return `${folderOf(host)}checkpoints.feldera`
}

export function archiveName(host: Host, uuid: Uuid): string {
  return `${folderOf(host)}${uuid}.zip`
}

export function dependenciesName(uuid: Uuid): string {
  return `dependencies/${uuid}.json`
}

function folderOf(host: Host): string {
  return host === null ? '' : `host${host}/`
}
