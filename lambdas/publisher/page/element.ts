/** What is to be seen, as values: a view describes all of it each time, and `patch` changes only what differs. */

export type Attribute = string | number | boolean | null | undefined

export interface Props {
  readonly [attribute: string]: Attribute
}

export interface Described {
  readonly tag: string
  readonly attributes: Props
  readonly children: readonly Child[]
  /** Of siblings: which of them it is, wherever it stands. */
  readonly key?: string
  readonly on?: Listeners
  /** Styles, by CSSOM: the policy forbids style attributes. */
  readonly style?: { readonly [property: string]: string }
  /** Properties of the element that are no attributes; set only when the description changes, so that typing is left alone. */
  readonly set?: { readonly [property: string]: string | boolean }
  /** Called once, when the element has been put into the page. */
  readonly born?: (element: HTMLElement) => void
}

export type Child = Described | string | number | null | undefined | false

export type Listeners = { readonly [type: string]: (event: Event) => void }

type More = Omit<Partial<Described>, 'tag' | 'attributes' | 'children'>

/** `h('a', { href: '#/' }, 'Overview')`. */
export function h(tag: string, attributes: Props = {}, ...children: readonly Child[]): Described {
  return { tag, attributes, children }
}

/** The element with a key, listeners, styles or properties. */
export function having(element: Described, more: More): Described {
  return { ...element, ...more }
}

export function button(
  words: Child | readonly Child[],
  press: () => void,
  attributes: Props = {},
): Described {
  const children = isList(words) ? words : [words]
  return having(h('button', { type: 'button', ...attributes }, ...children), { on: { click: press } })
}

function isList(words: Child | readonly Child[]): words is readonly Child[] {
  return Array.isArray(words)
}

export function link(href: string, words: Child, attributes: Props = {}): Described {
  return h('a', { href, ...attributes }, words)
}
