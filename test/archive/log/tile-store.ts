import type { Edge } from '../../../lambdas/archive/log/tree/edge.ts'
import { grow } from '../../../lambdas/archive/log/tree/growth.ts'
import type { Hash } from '../../../lambdas/archive/log/tree/hashes.ts'
import { type TileId, tilePath, tilesAt } from '../../../lambdas/archive/log/tree/tile-path.ts'

/** A log's tiles by path, as an archive holds them, grown in steps. */
export class TileStore {
  readonly tiles = new Map<string, readonly Hash[]>()
  size = 0n

  append(leaves: readonly Hash[]): Edge {
    const partial = new Map(tilesAt(this.size).map((id) => [id.level, this.at(id)]))
    const grown = grow({ oldSize: this.size, tiles: partial, leaves })
    for (const { id, hashes } of grown.tiles) this.tiles.set(tilePath(id), hashes)
    this.size = grown.edge.size
    return grown.edge
  }

  at(id: TileId): readonly Hash[] {
    const hashes = this.tiles.get(tilePath(id))
    if (hashes === undefined) throw new Error(`no ${tilePath(id)}`)
    return hashes
  }

  readonly read = (id: TileId): Promise<readonly Hash[]> => Promise.resolve(this.at(id))
}
