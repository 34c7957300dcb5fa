import { type Child, type Described, h, having, type Props } from '../element.ts'
import { fromLocalField } from '../period.ts'

/** What a person says in one field of a form. */
export type Said = string | readonly string[]

export interface Field {
  /** The member of the body that it becomes. */
  readonly name: string
  readonly id: string
  readonly label: string
  readonly isRequired: boolean
  /** `told`: what is wrong with it. */
  readonly draw: (told: Props) => Described
  /** Undefined: nothing was said. */
  readonly read: () => Said | undefined
  readonly clear: () => void
}

export interface Naming {
  readonly name: string
  readonly id: string
  readonly label: string
  readonly isRequired: boolean
}

const MOST_CHARACTERS = 1_000

export function wordsField(naming: Naming): Field {
  const more = { rows: 2, maxlength: MOST_CHARACTERS }
  return typed(naming, (told) => h('textarea', { ...told, ...more }))
}

export function lineField(naming: Naming, more: Props): Field {
  return typed(naming, (told) => h('input', { type: 'text', autocomplete: 'off', ...more, ...told }))
}

/** A moment in the reader's own time; what is said is UTC. */
export function timeField(naming: Naming): Field {
  const field = typed(naming, (told) => h('input', { type: 'datetime-local', ...told }))
  const read = (): string | undefined => {
    const said = field.read()
    return typeof said === 'string' ? fromLocalField(said) : undefined
  }
  return { ...field, read }
}

/** One of several. */
export function choiceField(naming: Naming, choices: readonly (readonly [string, string])[]): Field {
  const options = choices.map(([value, words]) => h('option', { value }, words))
  const field = typed(naming, (told) => h('select', told, ...options))
  return { ...field, clear: () => {} }
}

/** Any number of several. */
export function choicesField(naming: Naming, choices: readonly (readonly [string, string])[]): Field {
  const { id, label } = naming
  const boxes = (): readonly HTMLInputElement[] => [
    ...document.querySelectorAll<HTMLInputElement>(`#${id} input`),
  ]
  return {
    ...naming,
    draw: (told) =>
      h(
        'fieldset',
        { id, tabindex: '-1', ...told, 'aria-invalid': null },
        h('legend', {}, label),
        ...choices.map(([value, words]) =>
          h(
            'div',
            { class: 'check' },
            h('input', { id: `${id}-${value}`, type: 'checkbox', value }),
            h('label', { for: `${id}-${value}` }, words),
          ),
        ),
      ),
    read: () => {
      const said = boxes().flatMap(({ checked, value }) => (checked ? [value] : []))
      return said.length === 0 ? undefined : said
    },
    clear: () => {
      for (const box of boxes()) box.checked = false
    },
  }
}

function typed(naming: Naming, control: (told: Props) => Described): Field {
  const { id, label, isRequired } = naming
  const element = (): { value: string } | null => document.querySelector<HTMLTextAreaElement>(`#${id}`)
  const optional: Child = isRequired ? null : h('span', { class: 'optional' }, ' (optional)')
  return {
    ...naming,
    draw: (told) =>
      having(
        h(
          'div',
          { class: 'field' },
          h('label', { for: id }, label, optional),
          control({ id, ...(isRequired ? { required: true } : {}), ...told }),
        ),
        { key: id },
      ),
    read: () => element()?.value.trim() || undefined,
    clear: () => {
      const found = element()
      if (found !== null) found.value = ''
    },
  }
}
