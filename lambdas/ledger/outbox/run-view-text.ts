import { isObject } from '../../domain/json-object.ts'
import type { RunView } from './outbox.ts'

/** What a run's entry says of it, as the `work` table keeps it. */
export function runViewText(view: RunView): string {
  return JSON.stringify(view)
}

/** Reads it back; undefined where it is none: then the run counts as dead, and the sweep tells what there is of it. */
export function runViewFrom(text: string | undefined): RunView | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    if (!isObject(value) || typeof value['announcements'] !== 'number') return undefined
    const sources = Array.isArray(value['sources']) ? value['sources'] : []
    return { announcements: value['announcements'], sources: sources.flatMap(sourceFrom) }
  } catch {
    return undefined
  }
}

function sourceFrom(value: unknown): RunView['sources'] {
  if (!isObject(value)) return []
  const { source, watched, unobservable } = value
  return typeof source === 'string' && typeof watched === 'number' && typeof unobservable === 'number'
    ? [{ source, watched, unobservable }]
    : []
}
