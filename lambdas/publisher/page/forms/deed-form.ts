import type { Got } from '../asking/api.ts'
import { wordsOf } from '../asking/asked.ts'
import type { Context } from '../context.ts'
import { type Described, h, having } from '../element.ts'
import type { Field, Said } from './form-fields.ts'

/** Something that a person does. What is done becomes part of the record for ever. */
export interface DeedForm {
  readonly draw: () => Described
}

/** By member of the body; what was not said is not there. */
export interface Saying {
  readonly [name: string]: Said
}

export interface Deed {
  /** Of the form; of all forms of a view another. */
  readonly id: string
  readonly fields: readonly Field[]
  readonly verb: string
  /** What is said when it was done. */
  readonly done: string
  readonly act: (said: Saying) => Promise<Got<unknown>>
}

export function deedForm({ redraw, reload, say }: Context, deed: Deed): DeedForm {
  const { id, fields } = deed
  let isBusy = false
  let problem: { readonly of: Field | undefined; readonly words: string } | undefined

  const refuse = (of: Field | undefined, words: string): void => {
    problem = { of, words }
    redraw()
    document.querySelector<HTMLElement>(`#${of?.id ?? fields[0]?.id}`)?.focus()
  }
  const submit = async (form: Element): Promise<void> => {
    if (isBusy) return
    const said = fields.map((field) => [field, field.read()] as const)
    const missing = said.find(([{ isRequired }, words]) => isRequired && words === undefined)?.[0]
    if (missing !== undefined) return refuse(missing, `${missing.label} is missing.`)
    ;[isBusy, problem] = [true, undefined]
    redraw()
    const got = await deed.act(
      Object.fromEntries(said.flatMap(([{ name }, words]) => (words === undefined ? [] : [[name, words]]))),
    )
    isBusy = false
    if (got.kind !== 'ok') return refuse(...refusalOf(wordsOf(got), fields))
    for (const field of fields) field.clear()
    close(form)
    say(deed.done)
    reload()
  }
  return {
    draw: () => {
      const words =
        problem && h('p', { id: `${id}-problem`, class: 'notice bad', role: 'alert' }, problem.words)
      const told = (field: Field) =>
        problem !== undefined && field === (problem.of ?? fields[0])
          ? { 'aria-invalid': 'true', 'aria-describedby': `${id}-problem` }
          : {}
      const button = { type: 'submit', class: 'main', 'aria-disabled': String(isBusy) }
      const form = h(
        'form',
        { class: 'deed', novalidate: true },
        ...fields.map((field) => field.draw(told(field))),
        words,
        h('button', button, isBusy ? 'One moment …' : deed.verb),
      )
      const on = {
        submit: (event: Event) => {
          event.preventDefault()
          if (event.currentTarget instanceof Element) void submit(event.currentTarget)
        },
      }
      return having(form, { key: id, on })
    },
  }
}

/** The server names the member of the body that is wrong; a person knows it by its label. */
function refusalOf(words: string, fields: readonly Field[]): [Field | undefined, string] {
  const wrong = fields.find(({ name }) => words.startsWith(`${name}: `))
  return wrong === undefined
    ? [wrong, words]
    : [wrong, `${wrong.label} ${words.slice(wrong.name.length + 2)}`]
}

/** What was done needs no room any more; the focus stays at what was opened for it. */
function close(form: Element): void {
  const disclosure = form.closest('details')
  if (disclosure === null) return
  disclosure.open = false
  disclosure.querySelector('summary')?.focus()
}
