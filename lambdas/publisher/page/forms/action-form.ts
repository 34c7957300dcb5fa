import type { Got } from '../asking/api.ts'
import type { Context } from '../context.ts'
import { type DeedForm, deedForm } from './deed-form.ts'
import { wordsField } from './form-fields.ts'

export type ActionForm = DeedForm

/** Something that a person does with a few words of why. */
export interface WordedDeed {
  /** Of the field with the words. */
  readonly id: string
  /** What the words are, e.g. `Reason`. */
  readonly label: string
  readonly isRequired: boolean
  readonly verb: string
  readonly done: string
  /** Empty: nothing was said. */
  readonly act: (words: string) => Promise<Got<unknown>>
}

export function actionForm(context: Context, deed: WordedDeed): ActionForm {
  const { id, label, isRequired, verb, done, act } = deed
  const words = wordsField({ name: 'words', id, label, isRequired })
  return deedForm(context, {
    id: `${id}-form`,
    fields: [words],
    verb,
    done,
    act: (said) => act(typeof said['words'] === 'string' ? said['words'] : ''),
  })
}
