import { html, type Markup } from './markup.ts'

/** How figures are shown: for people, with the exact value beside it for whoever reads the markup. */

type Value = string | number | boolean | null

const NOTHING = html`<span class="none">–</span>`

/** A figure under the name that it has in JSON and CSV. */
export function figure(name: string, value: Value, words: string = wordsOf(value)): Markup {
  return value === null
    ? html`<data data-figure="${name}" value="">${NOTHING}</data>`
    : html`<data data-figure="${name}" value="${String(value)}">${words}</data>`
}

/** Digits in groups of three, however many there are; fractions as they are. */
export function wordsOf(value: Value): string {
  if (value === null) return '–'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const text = String(value)
  return /^\d+(\.\d+)?$/.test(text) ? grouped(text) : text
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f')
  return fraction === undefined ? groups : `${groups}.${fraction}`
}

/** `2 d 3 h`, `4 min 5 s`: the two largest units. */
export function durationWords(seconds: number | null): string {
  if (seconds === null) return '–'
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const
  const at = units.findIndex(([, size]) => seconds >= size)
  const [first, second] = at === -1 ? [] : units.slice(at, at + 2)
  if (first === undefined) return `${seconds} s`
  const whole = Math.floor(seconds / first[1])
  const rest = second === undefined ? 0 : Math.floor((seconds - whole * first[1]) / second[1])
  if (second === undefined) return `${Math.round(seconds * 1_000) / 1_000} s`
  return rest === 0 ? `${whole} ${first[0]}` : `${whole} ${first[0]} ${rest} ${second[0]}`
}

export function percentWords(percent: number | null): string {
  return percent === null ? '–' : `${percent.toFixed(1)} %`
}

/** `2026-11-01 00:00:00 UTC`: to the second; the exact moment stands beside it. */
export function timeWords(at: string | null): string {
  return at === null ? '–' : `${at.slice(0, 10)} ${at.slice(11, 19)}`
}

export function time(at: string | null): Markup {
  return at === null ? NOTHING : html`<time datetime="${at}">${timeWords(at)}</time>`
}

export function td(content: Markup | string | number | null): Markup {
  return html`<td>${content ?? NOTHING}</td>`
}

export function tdNumber(content: Markup | string | number | null): Markup {
  return html`<td class="n">${typeof content === 'number' ? wordsOf(content) : (content ?? NOTHING)}</td>`
}

export function code(text: string | null): Markup {
  return text === null ? NOTHING : html`<code>${text}</code>`
}
