import { EVENT_KINDS, SEVERITIES } from '../event.ts'
import { ANNOUNCEMENT_STATES, type Announcement, nameOf } from './announcement.ts'
import { namesOf, stormOf } from './storm-message.ts'

/** What a run knows of a source: its entry's `sources`. */
export interface SourceView {
  readonly source: string
  /** Pipelines of it that the run was to look at. */
  readonly watched: number
  readonly unobservable: number
}

/** One message and the ids of all announcements that are told by it. */
export interface Telling {
  readonly message: Announcement
  readonly members: readonly string[]
}

// CONTRACT §6: beyond these it is one message.
const PIPELINES_TOLD_APART = 5
const ALERTS_TOLD_APART = 10
const UNSEEN_TOLD_APART = 1
// The ids of a message's members are kept in one item of DynamoDB (400 KB) while it is told.
const MOST_TOLD_TOGETHER = 5_000

/**
 * The messages for the announcements of one run, the worst first: one each, or one for many (CONTRACT §6). Pure: the same announcements,
 * in whatever order they come, give the same messages with the same ids.
 *
 * Many are more than 5 pipelines of one source, or more than 10 alerts of one pipeline; or two and more pipelines that cannot be seen,
 * where that is more than half of what is watched of their source. What begins to fire, what is resolved, what is
 * reminded of for the n-th time and mere notices are counted each by themselves. What speaks of no pipeline stands alone.
 */
export function tellingsOf(
  announcements: readonly Announcement[],
  sources: readonly SourceView[] = [],
): readonly Telling[] {
  const ordered = announcements.toSorted(inOrder)
  const parts = Map.groupBy(ordered, ({ source, state, n = '' }) => JSON.stringify([source, state, n]))
  return [...parts.values()]
    .flatMap((part) =>
      told(
        part,
        sources.find(({ source }) => source === part[0]?.source),
      ),
    )
    .toSorted((a, b) => inOrder(a.message, b.message))
}

function told(part: readonly Announcement[], view: SourceView | undefined): readonly Telling[] {
  const ofPipelines = part.filter(({ pipeline }) => pipeline !== null)
  const others = part.filter(({ pipeline }) => pipeline === null).map(alone)
  if (countPipelines(ofPipelines) > PIPELINES_TOLD_APART) return [...together(ofPipelines, null), ...others]
  const unseen = unseenTogether(ofPipelines, view)
  const rest = Map.groupBy(
    ofPipelines.filter((one) => !unseen.includes(one)),
    ({ pipeline }) => pipeline,
  )
  const byPipeline = [...rest].flatMap(([pipeline, its]) =>
    its.length > ALERTS_TOLD_APART ? together(its, pipeline) : its.map(alone),
  )
  return [...(unseen.length > 0 ? together(unseen, null) : []), ...byPipeline, ...others]
}

/** A host that most of its pipelines cannot be seen of has failed as a whole. */
function unseenTogether(
  part: readonly Announcement[],
  view: SourceView | undefined,
): readonly Announcement[] {
  const unseen = part.filter(({ kind }) => kind === 'pipeline-unobservable')
  if (view === undefined || unseen.length <= UNSEEN_TOLD_APART) return []
  // Some may have failed a run before, and been told then. Of what recovers, those are told that could be seen again.
  const failed = part[0]?.state === 'firing' ? Math.max(view.unobservable, unseen.length) : unseen.length
  return 2 * failed > view.watched ? unseen : []
}

function alone(announcement: Announcement): Telling {
  return { message: announcement, members: [announcement.id] }
}

function together(members: readonly Announcement[], pipeline: string | null): readonly Telling[] {
  return chunksOf(members, MOST_TOLD_TOGETHER).map((chunk) => ({
    message: stormOf(chunk, pipeline),
    members: chunk.map(({ id }) => id),
  }))
}

function countPipelines(members: readonly Announcement[]): number {
  return namesOf(members).length
}

/** What fires before what is resolved, the worst first, then by name: the same for every order of arrival. */
function inOrder(a: Announcement, b: Announcement): number {
  return (
    ANNOUNCEMENT_STATES.indexOf(a.state) - ANNOUNCEMENT_STATES.indexOf(b.state) ||
    Number(a.n ?? '0') - Number(b.n ?? '0') ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    byText(nameOf(a), nameOf(b)) ||
    Number(a.entry.seq) - Number(b.entry.seq) ||
    byText(a.uuid ?? '', b.uuid ?? '') ||
    EVENT_KINDS.indexOf(a.kind) - EVENT_KINDS.indexOf(b.kind) ||
    byText(a.id, b.id)
  )
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}
