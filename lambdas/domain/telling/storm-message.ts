import { canonical, sha256Hex } from '../canonical.ts'
import type { EventKind } from '../event.ts'
import { laterOf } from '../instant.ts'
import { type Announcement, nameOf } from './announcement.ts'
import { stormSummary, stormTitle, type Together } from './storm-words.ts'

// CONTRACT §6.
const NAMED = 50
// Names are as long as their source likes: of SNS's 256 KiB they must leave the most.
const NAMED_BYTES = 16_000

/**
 * The one message for many announcements, `members`: the worst first, never empty, all of one source and state; of one pipeline, or
 * null. Its id is derived from theirs, its severity is the worst and its kind the most frequent of theirs, its entry that of the first.
 */
export function stormOf(members: readonly Announcement[], pipeline: string | null): Announcement {
  const [worst] = members
  if (worst === undefined) throw new Error('a storm of nothing')
  const alertId = sha256Hex(canonical(members.map((one) => one.alertId).toSorted())).slice(0, 32)
  const kinds = kindsOf(members)
  const kind = kinds[0]?.kind ?? worst.kind
  const { state, severity, source, entry, run, n } = worst
  const names = namesOf(members)
  const storm = {
    state,
    name: nameOf({ source, pipeline }),
    pipelines: names.length,
    alerts: members.length,
    kinds,
    together: togetherOf(names, members),
  }
  return {
    id: `${alertId}/${state}${n === undefined ? '' : `/${n}`}`,
    alertId,
    state,
    kind,
    severity,
    source,
    pipeline,
    pipelineId: null,
    uuid: null,
    title: stormTitle(storm),
    summary: stormSummary(storm),
    observedAt: members.map(({ observedAt }) => observedAt).reduce(laterOf),
    expected: {},
    observed: {
      pipelines: String(names.length),
      alerts: String(members.length),
      kinds: Object.fromEntries(kinds.map((one) => [one.kind, String(one.count)])),
    },
    entry,
    run,
    ...(n === undefined ? {} : { n }),
    together: storm.together,
  }
}

function togetherOf(names: readonly string[], members: readonly Announcement[]): Together {
  const uuids = [...new Set(members.flatMap(({ uuid }) => (uuid === null ? [] : [uuid])))]
  const [pipelines, firstUuids] = [firstOf(names), firstOf(uuids)]
  return {
    pipelines,
    morePipelines: String(names.length - pipelines.length),
    uuids: firstUuids,
    moreUuids: String(uuids.length - firstUuids.length),
  }
}

function firstOf(texts: readonly string[]): readonly string[] {
  let bytes = 0
  const beyond = texts.findIndex((text, i) => {
    bytes += Buffer.byteLength(JSON.stringify(text))
    return i >= NAMED || bytes > NAMED_BYTES
  })
  return beyond === -1 ? texts : texts.slice(0, beyond)
}

/** Most frequent first; of equally frequent ones that of the worst member. */
function kindsOf(members: readonly Announcement[]): readonly { kind: EventKind; count: number }[] {
  const counts = Map.groupBy(members, ({ kind }) => kind)
  return [...counts].map(([kind, its]) => ({ kind, count: its.length })).toSorted((a, b) => b.count - a.count)
}

/** The pipelines that they speak of, each once. */
export function namesOf(members: readonly Announcement[]): readonly string[] {
  return [...new Set(members.flatMap(({ pipeline }) => (pipeline === null ? [] : [pipeline])))]
}
