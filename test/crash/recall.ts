import { hash } from 'node:crypto'
import { serialize } from 'node:v8'
import type { Kept } from '../../lambdas/ledger/memory-kept.ts'

/** Keeps everything that a stage consists of, and goes back to what it was before. */
export interface Recall extends Kept {
  readonly list: <T>() => T[]
  readonly cell: <T>(value: T) => { value: T }
  /** Something that is kept elsewhere: what it is now, how it becomes that again, and what of it tells it from others. */
  readonly part: <T>(now: () => T, again: (then: T) => void, known?: (now: T) => unknown) => void
  /** The way back to what is now; it can be gone more than once. */
  readonly save: () => () => void
  /** Where two keys are equal, everything is, and so is all that comes of it. */
  readonly key: () => string
}

interface Part {
  readonly known: () => unknown
  readonly save: () => () => void
}

export function createRecall(): Recall {
  const parts: Part[] = []
  // What is kept never changes, and most of it stays.
  const digests = new WeakMap<object, string>()
  const digestOf = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(digestOf).join()}]`
    if (typeof value === 'string') return JSON.stringify(value)
    if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`
    const digest = digests.get(value) ?? hashed(serialize(value))
    digests.set(value, digest)
    return digest
  }
  const part = <T>(
    now: () => T,
    again: (then: T) => void,
    known: (now: T) => unknown = (one) => one,
  ): void => {
    const save = (): (() => void) => {
      const then = now()
      return () => again(then)
    }
    parts.push({ known: () => known(now()), save })
  }
  return {
    part,
    map: <K, V>() => {
      const map = new Map<K, V>()
      part(
        () => [...map],
        (then) => {
          map.clear()
          for (const [key, value] of then) map.set(key, value)
        },
      )
      return map
    },
    set: <T>() => {
      const set = new Set<T>()
      part(
        () => [...set],
        (then) => {
          set.clear()
          for (const one of then) set.add(one)
        },
      )
      return set
    },
    list: <T>() => {
      const list: T[] = []
      part(
        () => [...list],
        (then) => void list.splice(0, list.length, ...then),
      )
      return list
    },
    cell: <T>(value: T) => {
      const cell = { value }
      part(
        () => cell.value,
        (then) => {
          cell.value = then
        },
      )
      return cell
    },
    save: () => {
      const ways = parts.map(({ save }) => save())
      return () => {
        for (const back of ways) back()
      }
    },
    key: () => hashed(parts.map(({ known }) => digestOf(known())).join(' ')),
  }
}

function hashed(value: string | Uint8Array): string {
  return hash('sha256', value, 'base64')
}
