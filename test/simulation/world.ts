import type { CheckpointMetadata, Uuid } from '../../lambdas/domain/checkpoint.ts'
import type { Listing } from '../../lambdas/domain/comparing/finding.ts'
import type { FeedList } from '../../lambdas/domain/standing.ts'
import type { U64 } from '../../lambdas/domain/u64.ts'
import { u64, uuid } from '../support/listings.ts'
import type { Chance } from './chance.ts'

export type Status =
  | 'Stopped'
  | 'Provisioning'
  | 'Initializing'
  | 'Running'
  | 'Standby'
  | 'Unavailable'
  | 'Stopping'

/** One host's own storage: its catalog, oldest first by list position. */
export interface Host {
  catalog: Listing
  /** Hosts of one pipeline may differ (FELDERA §1.2). */
  readonly number: number
}

/** A pipeline as Feldera has it. */
export interface Pipeline {
  name: string
  id: Uuid
  /** What the manager says, and since when. */
  status: Status
  statusSinceMs: number
  deployment: Uuid | null
  /** Until then the manager still answers from its cache that it is not deployed (FELDERA §4.2). */
  reachableFromMs: number
  storage: 'InUse' | 'Clearing' | 'Cleared'
  /** What the manager's database says of the checkpoints: lags behind the hosts, and survives a stop. */
  details: Listing | null
  /** What each host listed when that was heard. */
  heard: readonly Listing[]
  /** When the manager wrote to its database. */
  writtenMs: number
  /** Whether a write is due already. */
  isWriteDue: boolean
  program: number
  platform: number
  steps: number
  records: number
  readonly hosts: readonly Host[]
  /** How far the hosts' clocks are ahead. */
  skewMs: number
  readonly habits: Habits
  isIdle: boolean
  /** Being copied by a sync, and until when: collection spares it. */
  readonly pins: Map<Uuid, number>
  /** Oldest first. */
  feed: readonly FeedList[]
  /** Counts starts and stops: what was begun under another one is void. */
  start: number
  /** Somebody is in the middle of a procedure with it. */
  isBusy: boolean
  isDeleted: boolean
  /** Everything that was ever in its catalog, by the moment of birth. */
  readonly born: CheckpointMetadata[]
  /** Catalogs as they were, newest last; a few. */
  earlier: readonly Listing[]
}

/** What does not change in a pipeline's life. */
export interface Habits {
  readonly intervalMs: number
  readonly isTimed: boolean
  readonly syncs: boolean
  /** Hosts finish up to 20 s apart. */
  readonly isUneven: boolean
  readonly collectsLate: boolean
}

/** What truly happened, for the judgement. */
export interface Deed {
  readonly atMs: number
  readonly name: string
  /** The pipeline, whatever it is called. */
  readonly whose: string
  readonly kind:
    | 'lost'
    | 'altered'
    | 'cleared'
    | 'deleted'
    | 'created'
    | 'renamed'
    | 'standby'
    | 'promoted'
    | 'pulled'
  readonly uuids: readonly Uuid[]
}

export interface World {
  readonly chance: Chance
  nowMs: number
  readonly pipelines: Pipeline[]
  readonly deeds: Deed[]
  /** The order in which checkpoints were made, whatever their UUIDs say. */
  readonly births: Map<Uuid, number>
  /** On which host each was made, and when all hosts were told to begin it. */
  readonly makings: Map<Uuid, { readonly host: number; readonly begunMs: number }>
  /** Events of feeds that were noted with a list that was no longer so. */
  readonly oldNotes: WeakSet<FeedList>
  readonly due: { readonly atMs: number; readonly act: () => void }[]
}

export function emptyWorld(chance: Chance, nowMs: number): World {
  return {
    chance,
    nowMs,
    pipelines: [],
    deeds: [],
    births: new Map(),
    makings: new Map(),
    oldNotes: new WeakSet(),
    due: [],
  }
}

/** Lets something happen after that time. */
export function later(world: World, afterMs: number, act: () => void): void {
  const atMs = Math.ceil(world.nowMs + afterMs)
  const place = world.due.findLastIndex((other) => other.atMs <= atMs) + 1
  world.due.splice(place, 0, { atMs, act })
}

/** Lets everything happen that is due by then. */
export function passTo(world: World, nowMs: number): void {
  for (;;) {
    const [first] = world.due
    if (first === undefined || first.atMs > nowMs) break
    world.due.shift()
    world.nowMs = Math.max(world.nowMs, first.atMs)
    first.act()
  }
  world.nowMs = Math.max(world.nowMs, nowMs)
}

export function record(
  world: World,
  { name }: Pipeline,
  kind: Deed['kind'],
  uuids: readonly Uuid[] = [],
): void {
  world.deeds.push({ atMs: world.nowMs, name, whose: firstNameOf(name), kind, uuids })
}

/** What a pipeline was called before it was renamed. */
export function firstNameOf(name: string): string {
  return name.replace(/x+$/, '')
}

/** The combined list: each host's own, one behind the other (FELDERA §3). */
export function catalogOf({ hosts }: Pipeline): Listing {
  const [only] = hosts
  return hosts.length === 1 && only !== undefined ? only.catalog : hosts.flatMap(({ catalog }) => catalog)
}

/** Whether a list is what the hosts hold: the same checkpoints with the same values, in any order. */
export function isCatalog(list: Listing, pipeline: Pipeline): boolean {
  const now = new Set(catalogOf(pipeline))
  return list.length === now.size && list.every((one) => now.has(one))
}

/** The manager's database is told what the hosts list at this moment. */
export function hear(pipeline: Pipeline): void {
  pipeline.details = catalogOf(pipeline)
  pipeline.heard = pipeline.hosts.map(({ catalog }) => catalog)
}

/** Whether nothing has changed since. What was heard before a loss shows nothing of it, even where it happens to be right. */
export function isHeard({ details, heard, hosts }: Pipeline): boolean {
  return details !== null && hosts.every(({ catalog }, i) => catalog === heard[i])
}

export function mint(world: World, bornMs: number, isTimed: boolean): Uuid {
  const { chance } = world
  const rest = chance
    .whole(0, 2 ** 48 - 1)
    .toString(16)
    .padStart(12, '0')
  const more = chance.whole(0, 0xfff).toString(16).padStart(3, '0')
  if (!isTimed) {
    const head = chance
      .whole(0, 2 ** 48 - 1)
      .toString(16)
      .padStart(12, '0')
    return uuid(`${head.slice(0, 8)}-${head.slice(8)}-4${more}-9000-${rest}`)
  }
  const time = Math.floor(bornMs).toString(16).padStart(12, '0')
  return uuid(`${time.slice(0, 8)}-${time.slice(8)}-7${more}-8000-${rest}`)
}

const FINGERPRINT = 14_128_757_731_148_314_856n

export function fingerprintOf({ program, platform }: Pipeline, host: Host): U64 {
  return u64(String(FINGERPRINT + BigInt(program * 10_000 + platform * 100 + host.number)))
}
