import { isLoopback } from '../../domain/loopback.ts'

export type ParsedUrl =
  | {
      readonly kind: 'url'
      readonly url: URL
      /** http to a host that is not this machine: whatever is sent can be read on the way. */
      readonly exposed: boolean
    }
  | { readonly kind: 'refused'; readonly message: string }

/** An http or https URL without credentials and fragment. Refusals never repeat the text. */
export function parseHttpUrl(text: string): ParsedUrl {
  // WHATWG parsing repairs much (`https:host`, back slashes, line breaks): what needs repair is refused instead.
  if (!/^https?:\/\/[^/]/i.test(text) || /[\s\p{Cc}\\]/u.test(text))
    return refused('must be a URL with https://')
  const url = URL.parse(text)
  if (url === null) return refused('must be a URL with https://')
  const authority = text.split(/[/?#]/)[2] ?? ''
  if (authority.includes('@')) return refused('must not hold a user name or password')
  if (text.includes('#')) return refused('must not have a fragment (#)')
  return { kind: 'url', url, exposed: url.protocol === 'http:' && !isLoopback(url.hostname) }
}

/** The address that paths are appended to: without query, and without a slash at its end. */
export function baseUrl(text: string): { kind: 'base'; base: string } | { kind: 'refused'; message: string } {
  const parsed = parseHttpUrl(text)
  if (parsed.kind === 'refused') return parsed
  if (text.includes('?')) return refused('must not have a query (?)')
  return { kind: 'base', base: parsed.url.origin + parsed.url.pathname.replace(/(?<!\/)\/+$/, '') }
}

function refused(message: string): { kind: 'refused'; message: string } {
  return { kind: 'refused', message }
}
