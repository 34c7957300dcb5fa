import { type Described, h } from './element.ts'

/** Each state has a shape of its own: colour is never the only sign of it. */
const PATHS = {
  critical: 'M8 1l7 7-7 7-7-7zM8 4.6v4.2M8 10.9v.9',
  warning: 'M8 1.8L15 14H1zM8 6.4v3.4M8 11.4v.9',
  unseen: 'M8 1.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM4.6 4.6l6.8 6.8',
  late: 'M8 1.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM8 4.4V8l2.6 1.8',
  acknowledged:
    'M1.5 8S4 3.6 8 3.6 14.5 8 14.5 8 12 12.4 8 12.4 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 100 3.6 1.8 1.8 0 000-3.6z',
  checking: 'M7 2a5 5 0 100 10A5 5 0 007 2zM10.6 10.6L14 14',
  empty: 'M2 2h12v12H2z',
  stopped: 'M5 3v10M11 3v10',
  good: 'M2.5 8.4l3.6 3.6 7.4-7.8',
  gone: 'M3 8h10',
  info: 'M8 1.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM8 7.2v4M8 4.6v.8',
  hold: 'M4 7h8v7H4zM5.6 7V4.6a2.4 2.4 0 014.8 0V7',
  resolved: 'M8 1.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM5 8.2l2.2 2.2L11.2 6',
} as const

export type IconName = keyof typeof PATHS

/** Decoration beside words that say the same. */
export function icon(name: IconName): Described {
  const line = { fill: 'none', stroke: 'currentColor', 'stroke-width': '1.6' }
  const ends = { 'stroke-linecap': 'round', 'stroke-linejoin': 'round' }
  return h(
    'svg',
    { class: 'icon', viewBox: '0 0 16 16', width: '16', height: '16', 'aria-hidden': 'true' },
    h('path', { d: PATHS[name], ...line, ...ends }),
  )
}
