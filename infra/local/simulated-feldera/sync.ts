import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bornMs, type CheckpointMetadata, type Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { parseCatalog, parseDependencies } from '../../../lambdas/stores/format/documents.ts'
import {
  archiveObject,
  batchObject,
  catalogObject,
  dependenciesObject,
  ownerObject,
} from './synced-objects.ts'
import { bits, type Random, uuidV7 } from './uuid-v7.ts'

/** The store to which one pipeline syncs its checkpoints, in a folder. */
export interface Sync {
  /** Pushes the checkpoint, data first and the catalog last, and then removes what retention keeps no longer. */
  readonly push: (pipelineId: Uuid, checkpoint: CheckpointMetadata) => void
  /** Behind Feldera's back: a byte of the newest copy is altered. Its UUID; undefined where nothing was pushed yet. */
  readonly spoil: () => Uuid | undefined
}

/** What the demonstration's `pipelines.json` must say as well (`retention_min_count`; age none). */
export const SYNCED_KEPT = 10
// A checkpoint shares most of its batches with the one before.
const BATCHES_EACH = 4

export function syncInto({
  directory,
  random,
}: {
  readonly directory: string
  readonly random: Random
}): Sync {
  const path = (name: string): string => join(directory, name)
  const catalog = (): readonly CheckpointMetadata[] => {
    const parsed = existsSync(path(CATALOG)) ? parseCatalog(readFileSync(path(CATALOG))) : undefined
    return parsed?.kind === 'whole' ? parsed.value : []
  }
  const batchesOf = (uuid: Uuid | undefined): readonly string[] => {
    const file = uuid === undefined ? undefined : path(listName(uuid))
    if (file === undefined || !existsSync(file)) return []
    const parsed = parseDependencies(readFileSync(file))
    return parsed.kind === 'whole' ? parsed.value.batches : []
  }
  /** In one step, as an object storage does it. */
  const write = (name: string, bytes: Buffer): void => {
    writeFileSync(path(`${name}.new`), bytes)
    renameSync(path(`${name}.new`), path(name))
  }
  return {
    push: (pipelineId, checkpoint) => {
      mkdirSync(path('dependencies'), { recursive: true })
      const before = catalog()
      const { uuid } = checkpoint
      const shared = batchesOf(before.at(-1)?.uuid).slice(-(BATCHES_EACH - 1))
      const fresh = `w0-${uuidV7(bornMs(uuid) ?? 0, random)}.feldera`
      if (!existsSync(path('owner.json'))) write('owner.json', ownerObject(pipelineId))
      write(fresh, batchObject(Number(bits(31, random))))
      write(listName(uuid), dependenciesObject([...shared, fresh]))
      write(`${uuid}.zip`, archiveObject(checkpoint))
      const kept = [...before, checkpoint].slice(-SYNCED_KEPT)
      write(CATALOG, catalogObject(kept))
      const used = new Set(kept.flatMap((one) => batchesOf(one.uuid)))
      for (const gone of before.filter((one) => !kept.includes(one))) {
        const batches = batchesOf(gone.uuid).filter((name) => !used.has(name))
        for (const name of [`${gone.uuid}.zip`, listName(gone.uuid), ...batches])
          rmSync(path(name), { force: true })
      }
    },
    spoil: () => {
      const newest = catalog().at(-1)
      if (newest === undefined) return undefined
      // Its own archive: a batch is another checkpoint's as well.
      const bytes = readFileSync(path(`${newest.uuid}.zip`))
      const at = bytes.indexOf('state.json') + 'state.json{"circuit":{"uuid":"'.length
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
      write(`${newest.uuid}.zip`, bytes)
      return newest.uuid
    },
  }
}

const CATALOG = 'checkpoints.feldera'

function listName(uuid: Uuid): string {
  return `dependencies/${uuid}.json`
}
