import { button, type Child, type Described, h, having } from './element.ts'
import { type IconName, icon } from './icons.ts'
import { ago, localTime } from './words.ts'

/** Small pieces that every view uses. */

/** A state in its colour, with its shape and in words. */
export function badge(tone: string, name: IconName, words: string): Described {
  return h('span', { class: `badge ${tone}` }, icon(name), h('span', {}, words))
}

export type Severity = 'critical' | 'warning' | 'info' | 'silent'

export function severityBadge(severity: Severity): Described {
  switch (severity) {
    case 'critical':
      return badge('critical', 'critical', 'Critical')
    case 'warning':
      return badge('warning', 'warning', 'Warning')
    case 'info':
      return badge('info', 'info', 'Notice')
    case 'silent':
      return badge('quiet', 'gone', 'Recorded')
    default:
      return severity satisfies never
  }
}

/** A moment in local time; the exact UTC text is in the element and in its tooltip. */
export function moment(at: string | null, none = '—'): Child {
  if (at === null) return h('span', { class: 'quiet' }, none)
  return h('time', { datetime: at, title: at }, localTime(at))
}

export function sinceMoment(at: string | null, nowMs: number): Child {
  if (at === null) return h('span', { class: 'quiet' }, '—')
  return h('time', { datetime: at, title: at }, ago((nowMs - Date.parse(at)) / 1_000))
}

/** An exact value with a button that copies it. `what` is what a screen reader hears of the button. */
export function copied(text: string, what: string, say: (words: string) => void, show = text): Described {
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => say(`${what} copied`),
      () => say(`${what} could not be copied`),
    )
  }
  return h(
    'span',
    { class: 'copied' },
    h('code', { title: text }, show),
    button('Copy', copy, { class: 'copy', 'aria-label': `Copy ${what}` }),
  )
}

/** A heading and what belongs to it, as a part of the page that can be jumped to. */
export function section(id: string, title: string, ...children: readonly Child[]): Described {
  const part = h('section', { class: 'part', 'aria-labelledby': id }, h('h2', { id }, title), ...children)
  return having(part, { key: id })
}

/** What is there for whoever opens it. */
export function disclosure(key: string, words: string, children: readonly Child[]): Described {
  return having(h('details', {}, h('summary', {}, words), ...children), { key })
}

export function facts(...pairs: readonly (readonly [string, Child])[]): Described {
  return h(
    'dl',
    { class: 'facts' },
    ...pairs.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  )
}

export function empty(title: string, words: string): Described {
  return h('div', { class: 'empty' }, icon('good'), h('strong', {}, title), h('p', {}, words))
}

/** A table that scrolls sideways on its own where the window is narrow; focusable, so that the keyboard scrolls it too. */
export function table(
  label: string,
  columns: readonly string[],
  rows: readonly Described[],
  numbers: readonly number[] = [],
): Described {
  const heads = columns.map((column, i) =>
    h('th', { scope: 'col', ...(numbers.includes(i) ? { class: 'number' } : {}) }, column),
  )
  return h(
    'div',
    { class: 'scroller', role: 'region', 'aria-label': label, tabindex: '0' },
    h('table', {}, h('thead', {}, h('tr', {}, ...heads)), h('tbody', {}, ...rows)),
  )
}

export function row(key: string, ...cells: readonly Child[]): Described {
  return having(h('tr', {}, ...cells.map((cell) => h('td', {}, cell))), { key })
}
