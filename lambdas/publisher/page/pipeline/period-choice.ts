import type { Context } from '../context.ts'
import { type Described, h, having } from '../element.ts'
import { periodField } from '../forms/period-field.ts'
import { PERIODS, type Period } from '../period.ts'

/** Chooses which part of a history is seen; what is chosen stands in the address. */
export function periodChoice(
  { choose, reload }: Pick<Context, 'choose' | 'reload'>,
  period: Period,
): Described {
  const pick = (choice: { readonly [name: string]: string | undefined }): void => {
    choose(choice)
    reload()
  }
  const which = having(
    h('select', { id: 'period' }, ...PERIODS.map(([value, words]) => h('option', { value }, words))),
    {
      set: { value: period.last },
      on: {
        change: ({ target }) => {
          const last = target instanceof HTMLSelectElement ? target.value : 'newest'
          pick({ last: last === 'newest' ? undefined : last, from: undefined, to: undefined })
        },
      },
    },
  )
  const field = (id: 'from' | 'to', words: string): Described =>
    periodField(id, words, period[id], (at) => pick({ last: 'exact', [id]: at }))
  return h(
    'div',
    { class: 'filters' },
    h('div', { class: 'field' }, h('label', { for: 'period' }, 'Period'), which),
    ...(period.last === 'exact' ? [field('from', 'From (your time)'), field('to', 'To (your time)')] : []),
  )
}
