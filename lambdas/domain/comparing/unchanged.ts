import { changedFields } from '../checkpoint.ts'
import type { Listing } from './finding.ts'

/** Whether an answer lists what is believed to be listed, value for value and in the same order, as nearly every one does. */
export function isAsBelieved(believed: Listing, seen: Listing): boolean {
  return (
    believed.length === seen.length &&
    believed.every((known, i) => {
      const one = seen[i]
      return (
        one !== undefined &&
        known.uuid === one.uuid &&
        known.fingerprint === one.fingerprint &&
        changedFields(known, one).length === 0
      )
    })
  )
}
