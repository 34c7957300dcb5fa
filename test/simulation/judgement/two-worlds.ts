import type { CheckpointMetadata, Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import { type Sealed, sealAll } from '../../../lambdas/domain/sealing.ts'
import type { FeedList, ListedPipeline } from '../../../lambdas/domain/standing.ts'
import { at, T0, uuid } from '../../support/listings.ts'
import { chanceOf } from '../chance.ts'
import type { Life, Tick } from '../life.ts'
import { settingsOf } from '../settings.ts'
import type { Shown } from '../shown.ts'
import { type Deed, emptyWorld } from '../world.ts'

/**
 * Worlds that are told by hand, to show that an excuse is right: the same answers, to the letter, from one in which something was lost and
 * from one in which nothing was. Times are seconds.
 */

/** What one host's storage went through. */
export type Happening =
  | { readonly at: number; readonly made: CheckpointMetadata; readonly host?: number }
  /** By Feldera itself: lawful only where each leaves two later ones on its host. */
  | { readonly at: number; readonly collected: Listing }
  | { readonly at: number; readonly lost: Listing }
  /** An older catalog, in which what was made since is lost. */
  | { readonly at: number; readonly restored: Listing }
  /** By whoever may: storage was cleared, or started with what was pulled from elsewhere. */
  | { readonly at: number; readonly cleared: true }
  | { readonly at: number; readonly pulled: CheckpointMetadata }

/** What was answered, which says nothing of whether it is so. */
export type Answer = { readonly run: number; readonly at: number } & (
  | { readonly checkpoints: Listing }
  | { readonly refused: 'stopped' }
  | { readonly list: Omit<ListedPipeline, 'name' | 'id'> & { readonly checkpoints?: Listing } }
  | { readonly feed: readonly (Omit<FeedList, 'recordedAt'> & { readonly at: number })[] }
)

export interface Scene {
  readonly hosts?: number
  /** Whether the policy says how many. */
  readonly hostsAreTold?: boolean
  readonly confirmAfterMs: readonly number[]
  readonly answers: readonly Answer[]
  /** Runs in which two recorders were at work. */
  readonly contested?: readonly number[]
}

/** What the ledger was told, by runs. */
export type Telling = Readonly<Record<number, readonly LedgerEvent[]>>

const NAME = 'p0'
const ID = uuid('01900000-0000-7000-8000-000000000000')
const KEPT = 2

export function recorded(...checkpoints: Listing): readonly LedgerEvent[] {
  return checkpoints.map((one) => told('checkpoint-recorded', one))
}

export function told(
  kind: 'checkpoint-recorded' | 'checkpoint-retired' | 'checkpoint-missing' | 'checkpoint-cleared',
  one: CheckpointMetadata,
  data: LedgerEvent['data'] = {},
): LedgerEvent {
  const severity = kind === 'checkpoint-missing' ? 'critical' : 'silent'
  return { kind, severity, uuid: one.uuid, data: { ...fieldsOf(one), ...data } }
}

type Catalog = readonly { readonly one: CheckpointMetadata; readonly host: number }[]

function after(catalog: Catalog, happening: Happening): Catalog {
  if ('made' in happening) return [...catalog, { one: happening.made, host: happening.host ?? 0 }]
  if ('pulled' in happening) return [{ one: happening.pulled, host: 0 }]
  if ('restored' in happening) return happening.restored.map((one) => ({ one, host: 0 }))
  if ('cleared' in happening) return []
  const gone = 'lost' in happening ? happening.lost : happening.collected
  return catalog.filter(({ one }) => !gone.some(({ uuid }) => uuid === one.uuid))
}

function catalogAt(world: readonly Happening[], seconds: number): Catalog {
  return world.filter(({ at }) => at <= seconds).reduce<Catalog>(after, [])
}

/** Whether nothing but what Feldera and its operators may do befell it: what was collected left two later ones on its host. */
export function isLawful(world: readonly Happening[]): boolean {
  return world.every((happening, i) => {
    if ('lost' in happening || 'restored' in happening) return false
    if (!('collected' in happening)) return true
    const before = world.slice(0, i).reduce<Catalog>(after, [])
    return happening.collected.every((gone) => {
      const place = before.findIndex(({ one }) => one.uuid === gone.uuid)
      const later = before.slice(place + 1).filter(({ host }) => host === before[place]?.host)
      return place !== -1 && later.length >= KEPT
    })
  })
}

/** How many of the pipeline's own answers are not what the world was at that moment. (Its source's lists, and the feed made of them, may be old.) */
export function untrueIn(world: readonly Happening[], { answers }: Scene): number {
  return answers.filter((one) => 'checkpoints' in one && !isSo(world, one.at, one.checkpoints)).length
}

/** In whatever order: that of several hosts is not promised (FELDERA §1). */
function isSo(world: readonly Happening[], seconds: number, list: Listing): boolean {
  const catalog = catalogAt(world, seconds)
  return (
    list.length === catalog.length &&
    list.every((shown) => catalog.some(({ one }) => one.uuid === shown.uuid))
  )
}

/** The life of a world that gave these answers, and of a recorder that told this of them. */
export function lifeIn(world: readonly Happening[], scene: Scene, telling: Telling): Life {
  const usual = settingsOf(chanceOf(1), new Set(), chanceOf(1), new Set())
  const [its] = usual.pipelines
  if (its === undefined) throw new Error('a life without a pipeline')
  const runs = Math.max(...scene.answers.map(({ run }) => run)) + 1
  const sealed: Sealed[] = []
  const ticks = Array.from({ length: runs }, (_, run): Tick => {
    const shown = scene.answers.filter((one) => one.run === run).map((one) => shownIn(world, one))
    const before = sealed.length
    const events = telling[run] ?? []
    const last = shown.at(-1)?.atMs ?? T0
    if (events.length > 0)
      sealed.push(
        ...sealAll(sealed.at(-1), {
          ledger: `prod/${NAME}`,
          epoch: ID,
          at: at((last - T0) / 1_000),
          by: 'recorder',
          events,
          evidence: [],
          run: null,
        }),
      )
    const sizes = (size: number) => new Map([[`prod/${NAME}`, size]])
    const isContested = scene.contested?.includes(run) === true
    return { run, isContested, shown, before: sizes(before), after: sizes(sealed.length) }
  })
  return {
    seed: 0,
    settings: {
      ...usual,
      confirmAfterMs: scene.confirmAfterMs,
      recorders: 1,
      pipelines: [{ ...its, name: NAME, hosts: scene.hosts ?? 1, hostsAreTold: scene.hostsAreTold ?? true }],
      trouble: { ...usual.trouble, hasList: scene.answers.some((one) => 'list' in one) },
    },
    world: {
      ...emptyWorld(chanceOf(1), T0),
      deeds: deedsIn(world),
      births: birthsIn(world),
      makings: makingsIn(world),
    },
    ticks,
    lie: undefined,
    feedLie: undefined,
    simulatedMs: 0,
    lines: [],
    entries: (name) => (name === `prod/${NAME}` ? sealed : []),
    names: [`prod/${NAME}`],
  }
}

function shownIn(world: readonly Happening[], answer: Answer): Shown {
  const place = { run: answer.run, atMs: T0 + answer.at * 1_000 }
  if ('checkpoints' in answer) {
    const isTrue = isSo(world, answer.at, answer.checkpoints)
    return { kind: 'checkpoints', ...place, name: NAME, said: answer.checkpoints, isTrue }
  }
  if ('refused' in answer)
    return { kind: 'checkpoints', ...place, name: NAME, said: answer.refused, isTrue: false }
  if ('feed' in answer) {
    const noted = answer.feed.map(({ at: seconds, ...list }) => ({
      seconds,
      list: { ...list, recordedAt: at(seconds) },
    }))
    const wrong = noted.flatMap(({ seconds, list }) =>
      list.checkpoints === undefined || isSo(world, seconds, list.checkpoints) ? [] : [list],
    )
    return { kind: 'feed', ...place, name: NAME, lists: noted.map(({ list }) => list), wrong: new Set(wrong) }
  }
  const { checkpoints, ...its } = answer.list
  const details = checkpoints === undefined ? {} : { details: { kind: 'listed' as const, checkpoints } }
  const isWrong = checkpoints !== undefined && !isSo(world, answer.at, checkpoints)
  const pipelines = [{ name: NAME, id: ID, ...its, ...details }]
  return { kind: 'list', ...place, pipelines, wrong: new Set(isWrong ? [NAME] : []) }
}

function deedsIn(world: readonly Happening[]): Deed[] {
  return world.flatMap((happening): readonly Deed[] => {
    const deed = { atMs: T0 + happening.at * 1_000, name: NAME, whose: NAME }
    if ('lost' in happening) return [{ ...deed, kind: 'lost', uuids: happening.lost.map(({ uuid }) => uuid) }]
    if ('restored' in happening) {
      const gone = catalogAt(world, happening.at - 1).filter(({ one }) => !happening.restored.includes(one))
      return [{ ...deed, kind: 'lost', uuids: gone.map(({ one }) => one.uuid) }]
    }
    if ('cleared' in happening)
      return [
        { ...deed, kind: 'cleared', uuids: catalogAt(world, happening.at - 1).map(({ one }) => one.uuid) },
      ]
    return 'pulled' in happening ? [{ ...deed, kind: 'pulled', uuids: [happening.pulled.uuid] }] : []
  })
}

function birthsIn(world: readonly Happening[]): Map<Uuid, number> {
  const born = world.flatMap((one) => ('made' in one ? [one.made] : 'pulled' in one ? [one.pulled] : []))
  return new Map(born.map(({ uuid }, i) => [uuid, i]))
}

/** Those of several hosts with the same steps were begun together. */
function makingsIn(world: readonly Happening[]): Life['world']['makings'] {
  return new Map(
    world.flatMap((one) =>
      'made' in one
        ? [[one.made.uuid, { host: one.host ?? 0, begunMs: T0 + Number(one.made.steps) * 1_000 }] as const]
        : [],
    ),
  )
}
