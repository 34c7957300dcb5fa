import type { EventKind } from '../event.ts'
import { headlineOf } from './words.ts'

/** All words that people read about many alerts at once; nothing here decides anything. */

/** Whom a message on many at once speaks of: the first of them, and how many more there are, in decimals. */
export interface Together {
  readonly pipelines: readonly string[]
  readonly morePipelines: string
  readonly uuids: readonly string[]
  readonly moreUuids: string
}

/** What befell many at once. */
export interface Storm {
  readonly state: 'firing' | 'reminder' | 'notice' | 'resolved'
  /** `source`, or `source/pipeline` where it befell one pipeline. */
  readonly name: string
  readonly pipelines: number
  readonly alerts: number
  /** Most frequent first; never empty. */
  readonly kinds: readonly { readonly kind: EventKind; readonly count: number }[]
  readonly together: Together
}

// People read these; the message lists more of them.
const NAMED_IN_WORDS = 10

/** `prod: checkpoint missing and more (37 pipelines)`. */
export function stormTitle(storm: Storm): string {
  const [first, second] = storm.kinds
  const what = first === undefined ? 'alerts' : headlineOf(first.kind)
  return `${storm.name}: ${what}${second === undefined ? '' : ' and more'} (${sizeWords(storm)})`
}

/** What happened to all of them, in words, and what to do. */
export function stormSummary(storm: Storm): string {
  const kinds = storm.kinds.map(({ kind, count }) => `${count} × ${headlineOf(kind)}`).join(', ')
  const named = storm.together.pipelines.slice(0, NAMED_IN_WORDS)
  const more = storm.pipelines - named.length
  const who = `Pipelines: ${named.join(', ')}${more === 0 ? '' : ` and ${more} more`}.`
  return `${factOf(storm)}: ${kinds}.${storm.pipelines === 1 ? '' : ` ${who}`}${adviceOf(storm)}`
}

function factOf({ state, name, pipelines, alerts }: Storm): string {
  const where = pipelines === 1 ? name : `${pipelines} pipelines of ${name}`
  switch (state) {
    case 'firing':
      return `${alerts} alerts of ${where} began to fire in one run`
    case 'reminder':
      return `${alerts} alerts of ${where} still fire, and nobody has acknowledged them`
    case 'notice':
      return `${alerts} notices of ${where} at once`
    case 'resolved':
      return `${alerts} alerts of ${where} are resolved`
    default:
      return state satisfies never
  }
}

function adviceOf({ state, pipelines }: Storm): string {
  if (state !== 'firing' && state !== 'reminder') return ''
  const place = pipelines === 1 ? 'pipeline' : 'source'
  return ` What befalls many at once mostly has one cause: look first at the ${place}, its storage and its network. Every alert stands by itself in the list of alerts.`
}

function sizeWords({ state, pipelines, alerts }: Storm): string {
  if (pipelines > 1) return `${pipelines} pipelines`
  return state === 'notice' ? `${alerts} notices` : `${alerts} alerts`
}

/** What a reminder adds to the words of its alert. */
export function reminderSummary(n: string, raisedAt: string, summary: string): string {
  return `Reminder ${n}: nobody has acknowledged this alert, which fires since ${raisedAt}. ${summary}`
}

/** Of a warning that was told to nobody because it came and went too often. */
export function steadySummary(raisedAt: string, summary: string): string {
  return `This came and went so often that it was no longer told; it has lasted since ${raisedAt}. ${summary}`
}
