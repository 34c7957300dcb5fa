import type { Overview } from '../asking/answers.ts'
import type { Context } from '../context.ts'
import { button, type Child, type Described, h, having } from '../element.ts'
import { icon } from '../icons.ts'
import { grouped } from '../words.ts'
import {
  STANDING_ICON,
  STANDING_TONE,
  STANDING_WORDS,
  STANDINGS,
  type Standing,
  type Watched,
} from './standing.ts'

/** How many stand how; each is a button that shows only these. */
export function tiles(
  all: readonly Watched[],
  state: string | null,
  pick: (state: string | undefined) => void,
): Described {
  const counts = Map.groupBy(all, ({ standing }) => standing)
  const seen = STANDINGS.filter((standing) => counts.has(standing) || standing === state)
  const tile = (standing: Standing): Described => {
    const [n, isOn] = [counts.get(standing)?.length ?? 0, state === standing]
    const words = [
      icon(STANDING_ICON[standing]),
      h('b', {}, grouped(n)),
      h('span', {}, STANDING_WORDS[standing]),
    ]
    const press = () => pick(isOn ? undefined : standing)
    return having(
      button(words, press, { class: `tile ${STANDING_TONE[standing]}`, 'aria-pressed': String(isOn) }),
      {
        key: standing,
      },
    )
  }
  return h(
    'div',
    { class: 'tiles', role: 'group', 'aria-label': 'Show only the pipelines that are' },
    ...seen.map(tile),
  )
}

export function filters(
  { sources }: Overview,
  choice: URLSearchParams,
  choose: Context['choose'],
): Described {
  const search = having(h('input', { id: 'q', type: 'search', autocomplete: 'off', spellcheck: 'false' }), {
    set: { value: choice.get('q') ?? '' },
    on: { input: ({ target }) => choose({ q: target instanceof HTMLInputElement ? target.value : '' }) },
  })
  const source = having(
    h(
      'select',
      { id: 'source' },
      h('option', { value: '' }, 'All'),
      ...sources.map((name) => h('option', { value: name }, name)),
    ),
    {
      set: { value: choice.get('source') ?? '' },
      on: {
        change: ({ target }) => choose({ source: target instanceof HTMLSelectElement ? target.value : '' }),
      },
    },
  )
  const label = (id: string, words: string, control: Child): Described =>
    h('div', { class: 'field' }, h('label', { for: id }, words), control)
  return h(
    'div',
    { class: 'filters', role: 'search' },
    label('q', 'Search', search),
    sources.length > 1 ? label('source', 'Source', source) : null,
  )
}
