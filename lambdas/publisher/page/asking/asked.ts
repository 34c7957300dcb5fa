import { type Child, h } from '../element.ts'
import { clockTime } from '../words.ts'
import type { Got } from './api.ts'

type Problem = Exclude<Got<unknown>, { kind: 'ok' }>

/** Something that was asked for: what was had last, and what stands in the way of something newer. */
export interface Asked<T> {
  readonly take: (got: Got<T>) => boolean
  readonly value: () => T | undefined
  readonly problem: () => Problem | undefined
  /** When the value came; by the reader's clock. */
  readonly hadAtMs: () => number
}

export function asking<T>(): Asked<T> {
  let value: T | undefined
  let problem: Problem | undefined
  let hadAtMs = 0
  return {
    take: (got) => {
      problem = got.kind === 'ok' ? undefined : got
      if (got.kind === 'ok') [value, hadAtMs] = [got.value, Date.now()]
      return got.kind === 'ok'
    },
    value: () => value,
    problem: () => problem,
    hadAtMs: () => hadAtMs,
  }
}

/** What is to be seen of it: the value, or that it is still awaited, or why it is not there; an old one with a word on its age. */
export function shown<T>(asked: Asked<T>, draw: (value: T) => readonly Child[]): readonly Child[] {
  const [value, problem] = [asked.value(), asked.problem()]
  if (value === undefined) return [problem === undefined ? loading() : failed(problem)]
  return [...(problem === undefined ? [] : [stale(problem, asked.hadAtMs())]), ...draw(value)]
}

function loading(): Child {
  return h('p', { class: 'loading' }, 'Loading …')
}

function failed(problem: Problem): Child {
  return h(
    'div',
    { class: 'notice bad', role: 'alert' },
    h('strong', {}, titleOf(problem)),
    ' ',
    wordsOf(problem),
  )
}

function stale(problem: Problem, hadAtMs: number): Child {
  const since = `What you see is of ${clockTime(hadAtMs)}.`
  return h('div', { class: 'notice warn', role: 'status' }, h('strong', {}, titleOf(problem)), ' ', since)
}

function titleOf(problem: Problem): string {
  if (problem.kind === 'unreachable') return 'The server cannot be reached.'
  return problem.status >= 500 ? 'The server failed.' : 'This cannot be shown.'
}

export function wordsOf(problem: Problem): string {
  return problem.kind === 'unreachable' ? 'It is asked again on its own.' : sentence(problem.message)
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`
}
