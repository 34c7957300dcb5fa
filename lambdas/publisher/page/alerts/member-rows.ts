import type { LedgerEvent } from '../asking/answers.ts'
import { type Child, type Described, h } from '../element.ts'
import { grouped } from '../words.ts'

type Data = LedgerEvent['data'][string]

/** What an event says, name by name, whatever it is. */
export function memberRows(title: string, members: { readonly [name: string]: Data }): Described {
  const pairs = Object.entries(members).map(([name, value]) =>
    h('div', {}, h('dt', {}, name.replaceAll('_', ' ')), h('dd', {}, valueOf(value))),
  )
  return h(
    'div',
    { class: 'card' },
    h('h3', {}, title),
    pairs.length === 0
      ? h('p', { class: 'quiet' }, 'Nothing of the kind.')
      : h('dl', { class: 'proofs' }, ...pairs),
  )
}

function valueOf(value: Data): Child {
  if (value === null) return '—'
  if (value === true) return 'yes'
  if (value === false) return 'no'
  if (typeof value === 'string')
    return h('code', { title: value }, /^\d{5,}$/.test(value) ? grouped(value) : value)
  return h('code', {}, JSON.stringify(value))
}
