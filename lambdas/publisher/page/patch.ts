import type { Child, Described, Listeners } from './element.ts'

const SVG = 'http://www.w3.org/2000/svg'
const shownAs = new WeakMap<Node, Described>()
const heard = new WeakMap<Node, Map<string, (event: Event) => void>>()

/** Makes the children of `parent` what is described. Focus stays where it is as long as its element does. */
export function patch(parent: Element, children: readonly Child[]): void {
  const focused = document.activeElement
  patchChildren(parent, children)
  // An element that was moved has lost the focus, though it is still there.
  const isElement = focused instanceof HTMLElement || focused instanceof SVGElement
  if (isElement && focused !== document.activeElement && focused.isConnected)
    focused.focus({ preventScroll: true })
}

function patchChildren(parent: Element, children: readonly Child[]): void {
  const wanted = children.filter((child) => child !== null && child !== undefined && child !== false)
  const old: readonly Node[] = [...parent.childNodes]
  const known = Map.groupBy(old, (node) => identityOf(shownAs.get(node)))
  const nodes = wanted.map((child) => {
    // The first of its kind that is still free: what is put before the others moves none of them.
    const before = known.get(identityOf(typeof child === 'object' ? child : undefined))?.shift()
    return typeof child === 'object' ? elementFor(before, child, parent) : textNode(before, String(child))
  })
  const kept = new Set<Node>(nodes)
  for (const node of old) if (!kept.has(node)) parent.removeChild(node)
  let at = parent.firstChild
  for (const [i, node] of nodes.entries()) {
    if (node === at) at = at.nextSibling
    else parent.insertBefore(node, at)
    const child = wanted[i]
    if (typeof child === 'object' && node instanceof HTMLElement && !old.includes(node)) child.born?.(node)
  }
}

/** By which a sibling is known again: its key, else what it is and its id or class. */
function identityOf(described: Described | undefined): string {
  if (described === undefined) return 'text'
  const { tag, key, attributes } = described
  const [kind] = String(attributes['class'] ?? '').split(' ')
  return key === undefined ? `${tag} ${String(attributes['id'] ?? '')} ${kind}` : `${tag} key ${key}`
}

function textNode(known: Node | undefined, text: string): Node {
  if (known?.nodeType !== Node.TEXT_NODE) return document.createTextNode(text)
  if (known.nodeValue !== text) known.nodeValue = text
  return known
}

function elementFor(known: Node | undefined, wanted: Described, parent: Element): Element {
  const before = known === undefined ? undefined : shownAs.get(known)
  if (known instanceof Element && before?.tag === wanted.tag && before.key === wanted.key) {
    if (before !== wanted) update(known, before, wanted)
    return known
  }
  const inSvg = wanted.tag === 'svg' || (parent.namespaceURI === SVG && parent.tagName !== 'foreignObject')
  const made = inSvg ? document.createElementNS(SVG, wanted.tag) : document.createElement(wanted.tag)
  update(made, undefined, wanted)
  return made
}

function update(element: Element, before: Described | undefined, wanted: Described): void {
  shownAs.set(element, wanted)
  for (const [name, value] of Object.entries(wanted.attributes)) {
    if (before?.attributes[name] !== value) setAttribute(element, name, value)
  }
  for (const name of Object.keys(before?.attributes ?? {})) {
    if (!(name in wanted.attributes)) element.removeAttribute(name)
  }
  if (element instanceof HTMLElement || element instanceof SVGElement) {
    for (const [property, value] of Object.entries(wanted.style ?? {})) {
      if (before?.style?.[property] !== value) element.style.setProperty(property, value)
    }
  }
  if (wanted.on !== undefined) listen(element, wanted.on)
  patchChildren(element, wanted.children)
  // After the children: the value of a list of choices is one of them.
  for (const [property, value] of Object.entries(wanted.set ?? {})) {
    if (before?.set?.[property] !== value) Reflect.set(element, property, value)
  }
}

const NEVER = /^on|^style$|^srcdoc$|^formaction$/i
const GOOD_LINK = /^(?:#|\/(?!\/)|blob:)/

/** Names and values come from views, but values from what anybody may have called his pipeline. */
function setAttribute(element: Element, name: string, value: Described['attributes'][string]): void {
  if (NEVER.test(name)) throw new Error(`${name} is never set`)
  if (value === undefined || value === null || value === false) return element.removeAttribute(name)
  if (name === 'href' && !GOOD_LINK.test(String(value))) throw new Error('a link leads out of here')
  element.setAttribute(name, value === true ? '' : String(value))
}

/** One listener of the page per type; what it does is what was described last. */
function listen(element: Element, on: Listeners): void {
  const known = heard.get(element) ?? new Map<string, (event: Event) => void>()
  heard.set(element, known)
  for (const [type, act] of Object.entries(on)) {
    if (!known.has(type)) element.addEventListener(type, (event) => known.get(type)?.(event))
    known.set(type, act)
  }
}
