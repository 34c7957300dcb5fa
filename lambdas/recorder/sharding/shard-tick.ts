import * as z from 'zod/mini'
import { type Instant, parseInstant } from '../../domain/instant.ts'
import type { Share } from '../../domain/share.ts'

/** One shard's part of a tick, as it travels through the queue. */
export interface ShardTick {
  readonly shard: string
  /** When the tick was handed out: the same for all its shards, and what tells a repetition. */
  readonly tick: Instant
  readonly shares: readonly Share[]
}

const SHAPE = z.strictObject({
  shard: z.string().check(z.regex(/^\d{1,4}$/)),
  tick: z.string(),
  shares: z.array(
    z.strictObject({
      source: z.string().check(z.minLength(1)),
      part: z.int().check(z.nonnegative()),
      parts: z.int().check(z.positive()),
    }),
  ),
})

export function shardTickText({ shard, tick, shares }: ShardTick): string {
  return JSON.stringify({ shard, tick, shares })
}

/** Throws where the text is none: whoever else can write to the queue must not make us poll something of theirs. */
export function parseShardTick(text: string): ShardTick {
  const { tick, ...rest } = SHAPE.parse(JSON.parse(text))
  const at = parseInstant(tick)
  if (at === undefined) throw new Error(`shard tick of ${tick}: no time`)
  return { ...rest, tick: at }
}
