import type { LedgerEvent, Life } from '../asking/answers.ts'

/** The lives of checkpoints as spans of time, and what happened beside them. Milliseconds since the Unix epoch. */
export interface Bar {
  readonly life: Life
  /** From the top; two that live at the same time never share one. */
  readonly lane: number
  readonly fromMs: number
  /** Seen until here; between this and `toMs` it ended, nobody knows when. */
  readonly seenMs: number
  readonly toMs: number
}

export interface Span {
  readonly kind: 'unobserved' | 'gap' | 'maintenance' | 'approved'
  readonly fromMs: number
  readonly toMs: number
  readonly words: string
}

export interface Mark {
  readonly event: LedgerEvent
  readonly atMs: number
}

export interface Timeline {
  readonly bars: readonly Bar[]
  readonly lanes: number
  readonly spans: readonly Span[]
  readonly marks: readonly Mark[]
}

const MARKED: readonly string[] = [
  'fingerprint-changed',
  'metadata-changed',
  'lineage-changed',
  'progress-regressed',
  'size-dropped',
  'storage-cleared',
  'pipeline-removed',
  'pipeline-recreated',
  'pipeline-renamed',
]

export function timelineOf(lives: readonly Life[], events: readonly LedgerEvent[], nowMs: number): Timeline {
  const bars = inLanes(lives, nowMs)
  const marks = events.filter(({ kind }) => MARKED.includes(kind))
  return {
    bars,
    lanes: bars.reduce((most, { lane }) => Math.max(most, lane + 1), 0),
    spans: [...gapsIn(events), ...unobservedIn(events, nowMs)],
    marks: marks.map((event) => ({ event, atMs: Date.parse(event.at) })),
  }
}

function inLanes(lives: readonly Life[], nowMs: number): readonly Bar[] {
  const ends: number[] = []
  const spans = lives.map((life) => {
    const fromMs = Date.parse(life.first_seen_at)
    const toMs = life.ended_at === null ? nowMs : Date.parse(life.ended_at)
    const seenMs = life.ended_at === null ? nowMs : Math.min(toMs, Date.parse(life.last_seen_at))
    return { life, fromMs, seenMs, toMs: Math.max(fromMs, toMs) }
  })
  return spans
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .map((span) => {
      const free = ends.findIndex((endMs) => endMs <= span.fromMs)
      const lane = free === -1 ? ends.length : free
      ends[lane] = span.toMs
      return { ...span, lane }
    })
}

function textIn({ data }: LedgerEvent, key: string): string | undefined {
  const value = data[key]
  return typeof value === 'string' ? value : undefined
}

function gapsIn(events: readonly LedgerEvent[]): readonly Span[] {
  return events.flatMap((event) => {
    const [from, to] = [textIn(event, 'from'), textIn(event, 'to')]
    if (event.kind !== 'coverage-gap' || from === undefined || to === undefined) return []
    const words = 'checkpoints may have come and gone unseen'
    return [{ kind: 'gap', fromMs: Date.parse(from), toMs: Date.parse(to), words }]
  })
}

/** From the first look in vain to the next that saw something; open at the end where there was none yet. */
function unobservedIn(events: readonly LedgerEvent[], nowMs: number): readonly Span[] {
  const spans = new Map<string, Span>()
  const oldestFirst = events.toReversed()
  for (const event of oldestFirst) {
    const since = textIn(event, 'since')
    if (since === undefined) continue
    const fromMs = Date.parse(since)
    const words = textIn(event, 'detail') ?? textIn(event, 'reason') ?? 'not seen'
    if (event.kind === 'pipeline-unobservable')
      spans.set(since, { kind: 'unobserved', fromMs, toMs: nowMs, words })
    if (event.kind === 'pipeline-observable') {
      const known = spans.get(since)
      spans.set(since, {
        kind: 'unobserved',
        fromMs,
        toMs: Date.parse(event.at),
        words: known?.words ?? words,
      })
    }
  }
  return [...spans.values()]
}
