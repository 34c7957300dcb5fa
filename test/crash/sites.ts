/**
 * Every place where an invocation meets the outside, and which faults make sense there.
 *
 * A read has no effect: dying after it is dying before what comes next. Only what changes something can land unanswered or late.
 * Only a stream delivers twice by itself; an append comes twice by its client's own retry. A store answers whole or not at all
 * (ledger.ts), so a torn answer of a table is an error; of the archive, of a source and of KMS it is what it says.
 */
const FAULTS_OF = {
  /** A question to a source or to the place of secrets. */
  ask: ['crash before', 'throttled', 'timed out', 'corrupted', 'denied', 'behind another'],
  read: ['crash before', 'throttled', 'timed out', 'corrupted', 'denied', 'behind another'],
  write: [
    'crash before',
    'crash after',
    'unanswered',
    'throttled',
    'timed out',
    'lands late',
    'lands after death',
    'denied',
    'behind another',
  ],
  append: [
    'crash before',
    'crash after',
    'unanswered',
    'throttled',
    'timed out',
    'lands late',
    'lands after death',
    'twice',
    'denied',
    'behind another',
  ],
  /** Gives a value and changes nothing that we know of. */
  sign: ['crash before', 'throttled', 'timed out', 'corrupted', 'denied', 'behind another'],
  publish: [
    'crash before',
    'crash after',
    'unanswered',
    'throttled',
    'timed out',
    'lands late',
    'lands after death',
    'corrupted',
    'denied',
    'behind another',
  ],
  /** `crash after`: it was taken in and never acknowledged. `twice`: to two at the same time. */
  delivery: ['crash before', 'crash after', 'twice', 'behind another'],
} as const

export type Fault = (typeof FAULTS_OF)[keyof typeof FAULTS_OF][number]

export const SITES = {
  'configuration read': 'read',
  'secret read': 'ask',
  'status list': 'ask',
  'later status list': 'ask',
  'checkpoints of rotating': 'ask',
  'checkpoints of losing': 'ask',
  'checkpoints of changing': 'ask',
  'confirmation of losing': 'ask',
  'confirmation of changing': 'ask',
  'feed of losing': 'ask',
  'feed of changing': 'ask',
  'overview read': 'read',
  'overview write': 'write',
  'head of rotating': 'read',
  'head of losing': 'read',
  'head of changing': 'read',
  'head of former': 'read',
  'head of recorder': 'read',
  'entries read': 'read',
  'evidence put': 'write',
  'later evidence put': 'write',
  'append to rotating': 'append',
  'append to losing': 'append',
  'append to changing': 'append',
  'append to former': 'append',
  'append to recorder': 'append',
  'progress read': 'read',
  'watermarks read': 'read',
  'pending read': 'read',
  'pending note': 'write',
  'progress commit': 'write',
  'pending settle': 'write',
  'checkpoint read': 'read',
  'tile read': 'read',
  'bundle read': 'read',
  'key put': 'write',
  'bundle put': 'write',
  'tile put': 'write',
  sign: 'sign',
  'signed checkpoint put': 'write',
  'checkpoint replace': 'write',
  'part supersede': 'write',
  'stream of rotating': 'delivery',
  'stream of losing': 'delivery',
  'stream of changing': 'delivery',
  'stream of former': 'delivery',
  'stream of recorder': 'delivery',
  'alerts read': 'read',
  'alerts record': 'write',
  'outbox note': 'write',
  'run expect': 'write',
  'run view read': 'read',
  'outbox count': 'read',
  'lane claim': 'write',
  'due read': 'read',
  'lane extend': 'write',
  'log head read': 'read',
  publish: 'publish',
  'receipt mark': 'write',
  'lane release': 'write',
  'unsent read': 'read',
  'firing read': 'read',
  'overviews read': 'read',
} as const satisfies { readonly [site: string]: keyof typeof FAULTS_OF }

export type Site = keyof typeof SITES

/** One place and what happens there. */
export interface Cell {
  readonly site: Site
  readonly fault: Fault
}

export const CELLS: readonly Cell[] = Object.entries(SITES).flatMap(([site, kind]) =>
  FAULTS_OF[kind].map((fault) => ({ site: site as Site, fault })),
)

export function nameOf(cells: readonly Cell[]): string {
  return cells.map(({ site, fault }) => `${site}: ${fault}`).join(' → ')
}
