import type { Api } from './asking/api.ts'
import type { Child } from './element.ts'

/** What a view is given by the page around it. */
export interface Context {
  readonly api: Api
  /** What is chosen in the address. */
  readonly choice: () => URLSearchParams
  /** Changes what is chosen, in the address as well, without a step in the browser's history. */
  readonly choose: (choice: { readonly [name: string]: string | undefined }) => void
  readonly redraw: () => void
  /** Asks again now: something was done, or something else is to be seen. */
  readonly reload: () => void
  /** Says it to those who listen instead of looking. */
  readonly say: (words: string) => void
  readonly mayAct: () => boolean
  /** Whether requests bear a token: what the browser itself asks for bears none. */
  readonly hasToken: () => boolean
}

/** One view of the page. What it has been told so far it keeps itself. */
export interface View {
  readonly title: () => string
  /** Asks for all that is shown; false where something could not be had. Called again and again as long as it is seen. */
  readonly load: () => Promise<boolean>
  readonly draw: () => readonly Child[]
}
