import { expect, it } from 'vitest'
import { EVENT_KINDS, type EventKind, NOT_OBSERVED } from '../../lambdas/domain/event.ts'

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
]

it('of every kind it is said whether an answer of a source is behind it, so that no other closes a first sight', () => {
  expect([...READ_FROM_AN_ANSWER, ...NOT_OBSERVED].toSorted()).toEqual(EVENT_KINDS.toSorted())
})
