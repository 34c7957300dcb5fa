import { sha256Hex } from './canonical.ts'

/** Part `part` (from 0) of `parts` of what is watched of one source: what one shard of the recorder polls of it. */
export interface Share {
  readonly source: string
  readonly part: number
  readonly parts: number
}

/** Whether the pipeline is in the share. By its name alone, so that all shards agree without asking each other. */
export function isIn({ part, parts }: Share, pipeline: string): boolean {
  return parts === 1 || Number.parseInt(sha256Hex(pipeline).slice(0, 8), 16) % parts === part
}

export function sameShare(a: Share, b: Share): boolean {
  return a.source === b.source && a.part === b.part && a.parts === b.parts
}

/** Whether what the shares cover has the pipeline; null stands for everything. */
export function covers(shares: readonly Share[] | null, source: string, pipeline: string): boolean {
  return shares === null || shares.some((share) => share.source === source && isIn(share, pipeline))
}

/** All parts of a source. */
export function partsOf(source: string, parts: number): readonly Share[] {
  return Array.from({ length: parts }, (_, part) => ({ source, part, parts }))
}
