import { makeZip } from '../../../infra/local/simulated-feldera/made-zip.ts'
import type { CheckpointMetadata, Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { U64 } from '../../../lambdas/domain/u64.ts'
import { makeBatch, PLAIN } from './made-batch.ts'

/**
 * A store as Feldera's checkpoint sync fills it (FELDERA §5.3): data first, catalog last; batches shared between checkpoints; its own
 * retention. What is not known of the closed source (who removes what first) is done both ways, by `removal`.
 */
export interface StoreForm {
  /** 1: flat; more: catalogs and archives below `host<N>/`. */
  readonly hosts: number
  /** Lists of batches as before or since Feldera 0.298. */
  readonly lists: 'v1' | 'v2'
  /** Where the lists stand. */
  readonly listsIn: 'dependencies' | 'archive'
  /** Members at the top of the archive, or in a folder of the checkpoint's name. */
  readonly members: 'flat' | 'folder'
  readonly owner: string | null
  readonly batchesEach: number
  readonly retention: { readonly minCount: number; readonly minAgeMs: number }
  readonly removal: 'catalog-first' | 'objects-first'
  /** What the first checkpoints are called; those after them by their time and number. */
  readonly uuids?: readonly Uuid[]
}

export const SOLO: StoreForm = {
  hosts: 1,
  lists: 'v2',
  listsIn: 'dependencies',
  members: 'flat',
  owner: 'pipeline-019e4708-0000-7000-8000-000000000001',
  batchesEach: 4,
  retention: { minCount: 10, minAgeMs: 30 * 86_400_000 },
  removal: 'catalog-first',
}

/** One write or removal, in the order in which Feldera does them. */
export type Deed = { readonly name: string; readonly bytes: Uint8Array | null }

export interface Synced {
  readonly checkpoint: CheckpointMetadata
  readonly host: string | null
  readonly archive: string
  readonly list: string | null
  readonly batches: readonly string[]
}

export interface SyncedStore {
  readonly objects: Map<string, Uint8Array>
  /** In the catalogs now, each host's oldest first. */
  readonly copies: () => readonly Synced[]
  /** Pushes a new checkpoint of every host, begun at that time. */
  readonly push: (atMs: number) => readonly Synced[]
  /** The same as deeds that are not done yet. */
  readonly pushing: (atMs: number) => readonly Deed[]
  /** Feldera's retention, which knows no hosts: removes what is beyond both bounds. */
  readonly retain: (nowMs: number) => readonly Synced[]
  readonly retaining: (nowMs: number) => readonly Deed[]
  /** Takes an entry out of the catalog, as nothing lawful does. */
  readonly drop: (uuid: Uuid) => void
  readonly doDeed: (deed: Deed) => void
}

export function createSyncedStore(form: StoreForm): SyncedStore {
  const objects = new Map<string, Uint8Array>()
  let copies: readonly Synced[] = []
  let made = 0
  let steps = 0
  const batchesOf: string[][] = Array.from({ length: form.hosts }, () => [])

  const doDeed = ({ name, bytes }: Deed): void => {
    if (bytes === null) objects.delete(name)
    else objects.set(name, bytes)
  }
  const catalogs = (of: readonly Synced[]): readonly Deed[] =>
    hostsOf(form).map((host) => ({
      name: `${folderOf(host)}checkpoints.feldera`,
      bytes: catalogOf(of.filter((copy) => copy.host === host).map(({ checkpoint }) => checkpoint)),
    }))

  function pushing(atMs: number): readonly Deed[] {
    const deeds: Deed[] = []
    // Hosts agree on a step, and on nothing else (FELDERA §3).
    steps += 1
    if (form.owner !== null && !objects.has('owner.json'))
      deeds.push({ name: 'owner.json', bytes: Buffer.from(JSON.stringify({ pipeline_name: form.owner })) })
    const fresh = hostsOf(form).map((host, i) => {
      made += 1
      const uuid = form.uuids?.[made - 1] ?? uuidAt(atMs, made)
      // A step of the merge: the oldest batch goes into a new one.
      const own = [...(batchesOf[i] ?? [])]
      while (own.length < form.batchesEach || own.length === 0)
        own.push(`w${i}-${uuidAt(atMs, made * 100 + own.length)}.feldera`)
      own.splice(0, 1, `w${i}-${uuidAt(atMs, made * 100 + 99)}.feldera`)
      own.push(...own.splice(0, 1))
      batchesOf[i] = own
      for (const [at, name] of own.entries())
        if (!objects.has(name))
          deeds.push({
            name,
            bytes: makeBatch({ ...PLAIN, columns: [1], filter: 'none', blockBytes: 512 }, made * 100 + at),
          })
      const list = listOf(form, own)
      const listName = form.listsIn === 'dependencies' ? `dependencies/${uuid}.json` : null
      if (listName !== null) deeds.push({ name: listName, bytes: list })
      const archive = `${folderOf(host)}${uuid}.zip`
      deeds.push({ name: archive, bytes: archiveOf(form, uuid, list) })
      const checkpoint = metadata(uuid, made, steps)
      return { checkpoint, host, archive, list: listName, batches: own }
    })
    copies = [...copies, ...fresh]
    return [...deeds, ...catalogs(copies)]
  }

  function retaining(nowMs: number): readonly Deed[] {
    if (form.hosts > 1) return []
    const { minCount, minAgeMs } = form.retention
    const beyond = copies.slice(0, Math.max(0, copies.length - minCount))
    const gone = beyond.filter(({ checkpoint }) => nowMs - bornMs(checkpoint.uuid) > minAgeMs)
    if (gone.length === 0) return []
    copies = copies.filter((copy) => !gone.includes(copy))
    const used = new Set(copies.flatMap(({ batches }) => batches))
    const names = gone.flatMap(({ archive, list, batches }) => [
      archive,
      ...(list === null ? [] : [list]),
      ...batches.filter((name) => !used.has(name)),
    ])
    const removals = [...new Set(names)].map((name) => ({ name, bytes: null }))
    return form.removal === 'catalog-first'
      ? [...catalogs(copies), ...removals]
      : [...removals, ...catalogs(copies)]
  }

  return {
    objects,
    copies: () => copies,
    pushing,
    retaining,
    doDeed,
    push: (atMs) => {
      for (const deed of pushing(atMs)) doDeed(deed)
      return copies.slice(-form.hosts)
    },
    retain: (nowMs) => {
      const before = copies
      for (const deed of retaining(nowMs)) doDeed(deed)
      return before.filter((copy) => !copies.includes(copy))
    },
    drop: (uuid) => {
      copies = copies.filter(({ checkpoint }) => checkpoint.uuid !== uuid)
      for (const deed of catalogs(copies)) doDeed(deed)
    },
  }
}

/** Another byte at that place, or, without one, bytes that are whole and others. */
export function flip(objects: Map<string, Uint8Array>, name: string, at: number): void {
  const bytes = Buffer.from(objects.get(name) ?? new Uint8Array())
  bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ 0x40
  objects.set(name, bytes)
}

/** A whole batch, of other content. */
export function rewrite(objects: Map<string, Uint8Array>, name: string, seed: number): void {
  objects.set(name, makeBatch({ ...PLAIN, columns: [2], filter: 'bloom' }, 5_000 + seed))
}

export function bornMs(uuid: Uuid): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)
}

function hostsOf({ hosts }: StoreForm): readonly (string | null)[] {
  return hosts === 1 ? [null] : Array.from({ length: hosts }, (_, i) => String(i))
}

function folderOf(host: string | null): string {
  return host === null ? '' : `host${host}/`
}

function uuidAt(atMs: number, n: number): Uuid {
  const time = atMs.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${(n % 4_096).toString(16).padStart(3, '0')}-8000-${n.toString(16).padStart(12, '0')}` as Uuid
}

function metadata(uuid: Uuid, n: number, steps: number): CheckpointMetadata {
  return {
    uuid,
    identifier: null,
    fingerprint: '14128757731148314856' as U64,
    size: String(1_000 + n) as U64,
    steps: String(steps) as U64,
    processed_records: String(n * 10) as U64,
  }
}

/** As `write_json` writes it: no newline, numbers in full. */
function catalogOf(checkpoints: readonly CheckpointMetadata[]): Buffer {
  const entries = checkpoints.map(
    ({ uuid, fingerprint, size, steps, processed_records }) =>
      `{"uuid":"${uuid}","identifier":null,"fingerprint":${fingerprint},"size":${size},"steps":${steps},"processed_records":${processed_records}}`,
  )
  return Buffer.from(`[${entries.join(',')}]`)
}

const STATE_FILES = ['CHECKPOINT', 'pspine-0.dat', 'z1-3.dat']

function listOf({ lists }: StoreForm, batches: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(lists === 'v1' ? batches : { batches, state_files: STATE_FILES }))
}

function archiveOf({ members, listsIn }: StoreForm, uuid: Uuid, list: Buffer): Buffer {
  const folder = members === 'flat' ? '' : `${uuid}/`
  return makeZip([
    { name: `${folder}CHECKPOINT`, bytes: Buffer.alloc(0), deflated: false },
    { name: `${folder}pspine-0.dat`, bytes: Buffer.alloc(300, uuid), deflated: true },
    { name: `${folder}z1-3.dat`, bytes: Buffer.from(uuid), deflated: false },
    ...(listsIn === 'archive' ? [{ name: `${folder}dependencies.json`, bytes: list, deflated: true }] : []),
    { name: `${folder}state.json`, bytes: Buffer.from(`{"circuit":{"uuid":"${uuid}"}}`), deflated: true },
  ])
}
