import { expect, it } from 'vitest'
import {
  DEFAULT_SEVERITY,
  EVENT_KINDS,
  type EventKind,
  endedAs,
  NOT_OBSERVED,
} from '../../lambdas/domain/event.ts'

const READ_FROM_AN_ANSWER: readonly EventKind[] = [
  'checkpoint-recorded',
  'checkpoint-retired',
  'checkpoint-missing',
  'checkpoint-cleared',
  'checkpoint-reappeared',
  'fingerprint-changed',
  'fingerprint-format-changed',
  'metadata-changed',
  'lineage-changed',
  'progress-regressed',
  'storage-cleared',
  'pipeline-removed',
  'pipeline-recreated',
  'pipeline-renamed',
  'pipeline-observable',
  'checkpoints-stale',
  'checkpoints-fresh',
  'size-dropped',
  'coverage-gap',
  'copy-synced',
  'copy-verified',
  'copy-kept',
  'copy-retired',
  'copy-incomplete',
  'copy-corrupt',
  'copy-changed',
  'copy-missing',
  'copy-mended',
  'copy-late',
  'owner-changed',
  'store-observable',
  'store-moved',
]

it('of every kind it is said whether an answer of a source is behind it, so that no other closes a first sight', () => {
  expect([...READ_FROM_AN_ANSWER, ...NOT_OBSERVED].toSorted()).toEqual(EVENT_KINDS.toSorted())
})

// CONTRACT §3: who is woken, who is told, and what is only recorded.
it.each([
  [
    'critical',
    [
      'checkpoint-missing',
      'copy-changed',
      'copy-corrupt',
      'copy-incomplete',
      'copy-missing',
      'fingerprint-changed',
      'hold-broken',
      'owner-changed',
    ],
  ],
  [
    'warning',
    [
      'checkpoints-stale',
      'copy-late',
      'fingerprint-format-changed',
      'lineage-changed',
      'metadata-changed',
      'pipeline-recreated',
      'pipeline-removed',
      'pipeline-unobservable',
      'progress-regressed',
      'size-dropped',
      'storage-cleared',
      'store-unobservable',
    ],
  ],
  [
    'info',
    [
      'approval-withdrawn',
      'change-approved',
      'checkpoint-reappeared',
      'checkpoints-fresh',
      'copy-mended',
      'drill-recorded',
      'hold-placed',
      'hold-released',
      'maintenance-cancelled',
      'maintenance-planned',
      'pipeline-observable',
      'pipeline-renamed',
      'report-archived',
      'report-signed-off',
      'store-moved',
      'store-observable',
    ],
  ],
  [
    'silent',
    [
      'access-key-created',
      'access-key-revoked',
      'alert-acknowledged',
      'alert-raised',
      'alert-resolved',
      'checkpoint-cleared',
      'checkpoint-recorded',
      'checkpoint-retired',
      'configuration-changed',
      'copy-kept',
      'copy-retired',
      'copy-synced',
      'copy-verified',
      'coverage-gap',
      'loss-rehearsed',
      'notification-refused',
      'notification-tested',
      'run-completed',
      'stores-checked',
    ],
  ],
] as const)('%s, where no policy says otherwise', (severity, kinds) => {
  const its = EVENT_KINDS.filter((kind) => DEFAULT_SEVERITY[kind] === severity)
  expect(its.toSorted()).toEqual(kinds)
})

it('says as what an ending ends, and refuses an event that ends nothing', () => {
  const ends = ['checkpoint-retired', 'checkpoint-missing', 'checkpoint-cleared'] as const
  expect(ends.map((kind) => endedAs({ kind }))).toEqual(['retired', 'missing', 'cleared'])
  expect(() => endedAs({ kind: 'checkpoint-reappeared' })).toThrow('checkpoint-reappeared is no ending')
})
