import type { Uuid } from '../../lambdas/domain/checkpoint.ts'
import type { Listing } from '../../lambdas/domain/comparing/finding.ts'
import { T0 } from '../support/listings.ts'
import type { Life } from './life.ts'
import type { Shown } from './shown.ts'

/** A life as lines to read: what truly happened, what was answered, what was recorded. Checkpoints are named by birth: #12. */
export function storyOf(life: Life): readonly string[] {
  const { settings, world } = life
  const short = (uuid: Uuid | string): string => shortIn(life, uuid)
  const told = life.names.flatMap((ledger) =>
    life.entries(ledger).flatMap(({ entry }) =>
      entry.events
        .filter(({ kind }) => kind !== 'alert-raised')
        .map(({ kind, uuid, severity, data }) => ({
          atMs: Date.parse(entry.at),
          text: `        ${ledger} ${entry.seq}: ${kind} ${uuid === undefined ? '' : short(uuid)} ${severity} ${rest(data)}`,
        })),
    ),
  )
  const deeds = world.deeds.map(({ atMs, name, kind, uuids }) => ({
    atMs,
    text: `! ${name} ${kind} ${uuids.map(short).join(' ')}`,
  }))
  const shown = life.ticks.flatMap((tick) =>
    tick.shown.map((one) => ({ atMs: one.atMs, text: `    run ${tick.run} ${textOf(one, short)}` })),
  )
  const lines = [...deeds, ...shown, ...told].toSorted((a, b) => a.atMs - b.atMs)
  return [
    JSON.stringify(settings),
    ...(life.lie === undefined
      ? []
      : [`a lie at ${seconds(life.lie.atMs)}: ${listText(life.lie.told, short)}`]),
    ...(life.feedLie === undefined
      ? []
      : [
          `a lie in the feed of ${life.feedLie.name}, of ${seconds(life.feedLie.notedMs)}, told at ${seconds(life.feedLie.toldMs)}${life.feedLie.isNoted ? ' and for good' : ''}: ${listText(life.feedLie.checkpoints, short)} for ${listText(life.feedLie.truth.checkpoints ?? [], short)}`,
        ]),
    ...lines.map(({ atMs, text }) => `${seconds(atMs).padStart(9)} ${text}`),
  ]
}

/** A checkpoint by its birth. */
function shortIn({ world }: Life, uuid: Uuid | string): string {
  const birth = [...world.births].find(([one]) => one === uuid)?.[1]
  return birth === undefined ? String(uuid) : `#${birth}`
}

/** What was told wrongly, in the names of the story. */
export function namedByBirth(life: Life, problem: string): string {
  return problem.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (uuid) => shortIn(life, uuid))
}

const WORTH_READING = ['cause', 'via', 'newer_listed', 'last_seen_at', 'feed', 'from', 'to', 'cleared']

function rest(data: { readonly [key: string]: unknown }): string {
  return WORTH_READING.flatMap((key) =>
    typeof data[key] === 'string' ? [`${key}=${timeOrText(data[key])}`] : [],
  ).join(' ')
}

function timeOrText(text: string): string {
  const ms = text.length === 24 ? Date.parse(text) : Number.NaN
  return Number.isNaN(ms) ? text : seconds(ms)
}

function textOf(one: Shown, short: (uuid: Uuid) => string): string {
  switch (one.kind) {
    case 'checkpoints':
      return `GET ${one.name}: ${typeof one.said === 'string' ? one.said : listText(one.said, short)}${one.isTrue ? '' : ' (untrue)'}`
    case 'list': {
      const pipelines = one.pipelines?.map(
        ({ name, deploymentStatus, storageStatus, deploymentId, details }) => {
          const list = details?.kind === 'listed' ? listText(details.checkpoints, short) : 'no details'
          const wrong = one.wrong.has(name) ? ' (untrue)' : ''
          return `${name} ${deploymentStatus} ${storageStatus} ${deploymentId?.slice(4, 13) ?? ''} ${list}${wrong}`
        },
      )
      return `LIST ${pipelines?.join(' | ') ?? 'not had'}`
    }
    case 'feed': {
      const lists = one.lists?.slice(-40).map(({ recordedAt, status, storageStatus, checkpoints }) => {
        const list = checkpoints === undefined ? '-' : listText(checkpoints, short)
        return `${seconds(Date.parse(recordedAt))} ${status} ${storageStatus === 'InUse' ? '' : storageStatus}${list}`
      })
      return `FEED ${one.name}: ${lists?.join('; ') ?? 'not had'}`
    }
    default:
      return one satisfies never
  }
}

function listText(list: Listing, short: (uuid: Uuid) => string): string {
  return `[${list.map(({ uuid }) => short(uuid)).join(' ')}]`
}

function seconds(atMs: number): string {
  return ((atMs - T0) / 1_000).toFixed(1)
}
