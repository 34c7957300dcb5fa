import type { Life } from '../asking/answers.ts'
import type { IconName } from '../icons.ts'
import { duration, localTime } from '../words.ts'

/** How a checkpoint's status is said and shown. */
export const STATUS_WORDS = {
  listed: 'Listed',
  retired: 'Retired',
  missing: 'Missing',
  cleared: 'Cleared',
} as const satisfies { readonly [status in Life['status']]: string }

export const STATUS_TONE = {
  listed: 'good',
  retired: 'quiet',
  missing: 'critical',
  cleared: 'warning',
} as const satisfies { readonly [status in Life['status']]: string }

export const STATUS_ICON = {
  listed: 'good',
  retired: 'gone',
  missing: 'critical',
  cleared: 'empty',
} as const satisfies { readonly [status in Life['status']]: IconName }

/** What the status means, for who does not know our words. */
export const STATUS_MEANING = {
  listed: 'Feldera lists it.',
  retired: 'Rotated out, as expected: newer ones took its place.',
  missing: 'Gone, and nothing explains it.',
  cleared: 'Ended with its storage or its pipeline.',
} as const satisfies { readonly [status in Life['status']]: string }

/** How far up the ladder it stands. */
export const DURABILITY_WORDS = {
  listed: 'No stored copy of it is known.',
  synced: 'A copy of it is in the store’s catalog; whether all of it is there is not known.',
  complete: 'A copy of it is in the store, and all of it is there.',
  verified: 'A copy of it is in the store, complete and whole.',
  kept: 'A locked copy of it is in our archive.',
  restored: 'A drill has restored from it.',
} as const satisfies { readonly [durability in Life['durability']]: string }

export function lifeWords(life: Life): string {
  const { first_seen_at, ended_at, status } = life
  if (ended_at === null) return `${STATUS_WORDS[status]} since ${localTime(first_seen_at)}`
  const lived = (Date.parse(ended_at) - Date.parse(first_seen_at)) / 1_000
  return `${STATUS_WORDS[status]} at ${localTime(ended_at)} after ${duration(lived)}`
}
