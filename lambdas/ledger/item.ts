import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { type Entry, openEntry } from '../domain/entry.ts'
import { isObject } from '../domain/json-object.ts'
import type { Sealed } from '../domain/sealing.ts'
import { NOTHING_YET, type State } from '../domain/state.ts'
import { compressed, decompressed } from './compressed.ts'

/** An entry as one item of the `ledger` table: `pk` ledger name, `sk` seq, `body` the exact sealed text, `state` beside it. */
export type Item = { readonly [name: string]: AttributeValue }

// Of a changed poll the put is what costs most: an ordinary state of 1.4 KB beside 1.3 KB of body makes three write units, compressed
// two, for 60 µs. What is below stays readable in the console.
const COMPRESS_ABOVE_BYTES = 1_024
/** DynamoDB's limit of one item, with room for names and keys. */
const MAX_STATE_BYTES = 300_000

export function itemOf({ entry, state }: Sealed): Record<string, AttributeValue> {
  return {
    pk: { S: entry.ledger },
    sk: { N: String(entry.seq) },
    body: { S: entry.body },
    hash: { S: entry.hash },
    at: { S: entry.at },
    state: stateAttribute(state, entry),
  }
}

/** Reads an item back. Throws, naming ledger and seq, where keys, hash, body or state do not hold: then somebody has edited the record. */
export function sealedFrom(item: Item): Sealed {
  return { entry: entryFromImage(item), state: stateFrom(item) }
}

/** The entry of an item or of a stream's image. Throws as `sealedFrom`. */
export function entryFromImage(item: Item): Entry {
  const [ledger, seq, body, hash] = [item['pk']?.S, item['sk']?.N, item['body']?.S, item['hash']?.S]
  const named = `${String(ledger)} ${String(seq)}`
  if (body === undefined) throw new Error(`${named}: item without a body`)
  const entry = opened(named, body)
  if (entry.ledger !== ledger || String(entry.seq) !== seq || entry.hash !== hash) {
    throw new Error(`${named}: keys or hash do not belong to the body`)
  }
  return entry
}

function opened(named: string, body: string): Entry {
  try {
    return openEntry(body)
  } catch (cause) {
    throw new Error(`${named}: the body is no entry`, { cause })
  }
}

/** Whether an item can hold the state: 2,000 checkpoints do fit, but names made to be long might not. */
export function fits(state: State): boolean {
  const text = JSON.stringify(state)
  return Buffer.byteLength(text) <= MAX_STATE_BYTES || compressed(text).length <= MAX_STATE_BYTES
}

function stateAttribute(state: State, entry: Entry): AttributeValue {
  const text = JSON.stringify(state)
  if (Buffer.byteLength(text) <= COMPRESS_ABOVE_BYTES) return { S: text }
  const bytes = compressed(text)
  if (bytes.length > MAX_STATE_BYTES) {
    throw new Error(`${entry.ledger} ${entry.seq}: the state is larger than an item can hold`)
  }
  return { B: bytes }
}

function stateFrom(item: Item): State {
  const named = `${String(item['pk']?.S)} ${String(item['sk']?.N)}`
  const { S: text, B: bytes } = item['state'] ?? {}
  const json = text ?? (bytes === undefined ? undefined : stateText(named, bytes))
  if (json === undefined) throw new Error(`${named}: item without a state`)
  const state = parsed(named, json)
  if (!isState(state)) throw new Error(`${named}: the state is none`)
  // A member that a later version added begins as it does where nothing was recorded yet.
  return { ...NOTHING_YET, ...state }
}

function stateText(named: string, bytes: Uint8Array): string {
  try {
    return decompressed(bytes)
  } catch (cause) {
    throw new Error(`${named}: the state cannot be decompressed`, { cause })
  }
}

function parsed(named: string, json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new Error(`${named}: the state is no JSON`, { cause })
  }
}

/** Looks no deeper than it must to tell damage: the state is ours, written by the same put, and follows from the events. */
function isState(value: unknown): value is State {
  return isObject(value) && Array.isArray(value['listed']) && Array.isArray(value['alerts'])
}
