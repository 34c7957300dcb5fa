import type { Got } from './api.ts'
import { wordsOf } from './asked.ts'
import type { Context } from './context.ts'
import { type Described, h, having } from './element.ts'

/** Something that a person does, with a few words of why. What is done becomes part of the record for ever. */
export interface ActionForm {
  readonly draw: () => Described
}

export interface Deed {
  readonly id: string
  /** What the words are, e.g. `Reason`. */
  readonly label: string
  readonly isRequired: boolean
  readonly verb: string
  /** What is said when it was done. */
  readonly done: string
  readonly act: (words: string) => Promise<Got<unknown>>
}

const MOST_CHARACTERS = 1_000

export function actionForm({ redraw, reload, say }: Context, deed: Deed): ActionForm {
  const { id } = deed
  let isBusy = false
  let problem: string | undefined
  const field = (): HTMLTextAreaElement | null => document.querySelector<HTMLTextAreaElement>(`#${id}`)

  const submit = async (): Promise<void> => {
    const words = field()?.value.trim() ?? ''
    if (isBusy) return
    if (deed.isRequired && words === '') return refuse(`${deed.label} is missing: say why.`)
    ;[isBusy, problem] = [true, undefined]
    redraw()
    const got = await deed.act(words)
    isBusy = false
    if (got.kind !== 'ok') return refuse(wordsOf(got))
    const [element, { done }] = [field(), deed]
    if (element !== null) element.value = ''
    say(done)
    reload()
  }
  const refuse = (words: string): void => {
    problem = words
    redraw()
    field()?.focus()
  }
  return {
    draw: () => {
      const told =
        problem === undefined ? {} : { 'aria-invalid': 'true', 'aria-describedby': `${id}-problem` }
      const needed = deed.isRequired ? { required: true } : {}
      return having(
        h(
          'form',
          { class: 'deed', novalidate: true },
          h(
            'label',
            { for: id },
            deed.label,
            deed.isRequired ? null : h('span', { class: 'optional' }, ' (optional)'),
          ),
          h('textarea', { id, rows: 2, maxlength: MOST_CHARACTERS, ...needed, ...told }),
          problem === undefined
            ? null
            : h('p', { id: `${id}-problem`, class: 'notice bad', role: 'alert' }, problem),
          h(
            'button',
            { type: 'submit', class: 'main', 'aria-disabled': String(isBusy) },
            isBusy ? 'One moment …' : deed.verb,
          ),
        ),
        {
          key: id,
          on: {
            submit: (event) => {
              event.preventDefault()
              void submit()
            },
          },
        },
      )
    },
  }
}
