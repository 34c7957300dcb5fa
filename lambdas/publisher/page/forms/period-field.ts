import { type Described, h, having } from '../element.ts'
import { fromLocalField, localField } from '../period.ts'

/** One end of a period, in the time of who looks. `changed` is told it as RFC 3339, or undefined where it was emptied. */
export function periodField(
  id: 'from' | 'to',
  words: string,
  at: string | undefined,
  changed: (at: string | undefined) => void,
): Described {
  return h(
    'div',
    { class: 'field' },
    h('label', { for: id }, words),
    having(h('input', { id, type: 'datetime-local' }), {
      set: { value: localField(at) },
      on: {
        change: ({ target }) =>
          changed(target instanceof HTMLInputElement ? fromLocalField(target.value) : undefined),
      },
    }),
  )
}
