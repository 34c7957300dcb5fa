import * as z from 'zod/mini'

/** Text that is taken for what it says: its value, or what is wrong with it. */
export function textReadAs<T>(read: (text: string) => { readonly value: T } | { readonly wrong: string }) {
  return z.pipe(
    z.string(),
    z.transform((text, context) => {
      const said = read(text)
      if ('value' in said) return said.value
      context.issues.push({ code: 'custom', message: said.wrong, input: text })
      return z.NEVER
    }),
  )
}

/** Text that `parse` knows the value of; of any other it says what is wrong. */
export function parsedText<T>(parse: (text: string) => T | undefined, wrong = 'not valid') {
  return textReadAs((text) => {
    const value = parse(text)
    return value === undefined ? { wrong } : { value }
  })
}
