import { errorText } from '../../../domain/log-line.ts'
import { isLoopback } from '../../../domain/loopback.ts'
import { parseWitnessVkey, type VerifierKey } from './verifier-key.ts'

/** A witness that is asked: its key, and where it is (c2sp.org/tlog-witness's submission prefix, without a slash at its end). */
export interface Witness {
  readonly key: VerifierKey
  readonly url: string
}

/** Bounds what a run asks when it has ended. */
const MOST = 8

/** Reads `VKEY URL`, several with commas; http only for this machine itself. Throws Error with what is wrong. */
export function parseWitnesses(text: string): readonly Witness[] {
  const parts = text.split(',').map((part) => part.trim())
  const witnesses = parts.filter((part) => part !== '').map(parseWitness)
  if (witnesses.length > MOST) throw new Error(`more than ${MOST} witnesses`)
  const keys = new Set(witnesses.map(({ key }) => Buffer.from(key.publicKey).toString('hex')))
  if (keys.size < witnesses.length) throw new Error('a witness is named twice: each key counts once')
  return witnesses
}

/** Reads `VKEY URL`. */
function parseWitness(text: string): Witness {
  const [vkey = '', url, ...more] = text.trim().split(/\s+/)
  if (url === undefined || more.length > 0)
    throw new Error('a witness is its VKEY and its URL with a space between')
  return { key: witnessKeyIn(vkey), url: urlIn(url) }
}

/** The key alone of what names a witness: to verify, nobody needs to be asked. */
export function parseWitnessKey(text: string): VerifierKey {
  const [vkey = '', , ...more] = text.trim().split(/\s+/)
  if (more.length > 0) throw new Error('a witness is its VKEY, or its VKEY and its URL')
  return witnessKeyIn(vkey)
}

function witnessKeyIn(vkey: string): VerifierKey {
  try {
    return parseWitnessVkey(vkey)
  } catch (cause) {
    throw new Error(`${vkey === '' ? 'nothing' : vkey}: ${errorText(cause)}`, { cause })
  }
}

function urlIn(text: string): string {
  const url = URL.parse(text)
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
    throw new Error(`${text} is no URL without query, fragment and user`)
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
  if (!isSafe) throw new Error(`${text}: only https (http for this machine itself)`)
  return text.replace(/(?<!\/)\/+$/, '')
}
