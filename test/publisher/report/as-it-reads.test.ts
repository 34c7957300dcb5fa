import { expect, it } from 'vitest'
import type { EventData, LedgerEvent } from '../../../lambdas/domain/event.ts'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import { sealAll } from '../../../lambdas/domain/sealing.ts'
import { appendAll } from '../../support/asking.ts'
import { at, checkpoint, NEXT_FINGERPRINT, timedUuid, u64 } from '../../support/listings.ts'
import { reportStory } from '../../support/report-story.ts'
import { reported } from './reporting.ts'

/**
 * A report in which there is something of everything that a report can say, as auditors get it. Whoever changes a word or a figure
 * sees it there: `npx vitest run test/publisher/report/as-it-reads.test.ts --update=all`, and then the difference.
 */

const { ports, ledger, clock } = await reportStory({ minutes: 100 })
const told = (
  kind: LedgerEvent['kind'],
  data: { readonly [key: string]: EventData },
  uuid?: LedgerEvent['uuid'],
): LedgerEvent => ({ kind, severity: 'info', data, ...(uuid === undefined ? {} : { uuid }) })
const one = checkpoint(6_010, { size: u64('1000') })
const two = checkpoint(6_020, { size: u64('900'), identifier: 'nightly', fingerprint: NEXT_FINGERPRINT })
const who = { actor: 'ada', reason: 'moved to <another> region' }
const window = { kinds: ['storage-cleared', 'size-dropped'], from: at(6_000), until: at(6_600), ...who }
const before = { uuid: one.uuid, fingerprint: one.fingerprint, steps: '9', processed_records: '90' }
const MOVED: readonly LedgerEvent[] = [
  told('change-approved', { approval: 'a1', ...window }),
  told('change-approved', { approval: 'a2', ...window }),
  told('approval-withdrawn', { approval: 'a2', actor: 'grace', reason: null }),
  told('maintenance-planned', { maintenance: 'm1', ...window }),
  told('maintenance-planned', { maintenance: 'm2', ...window }),
  told('maintenance-cancelled', { maintenance: 'm2', actor: 'grace', reason: 'too late' }),
  told('checkpoint-recorded', { ...fieldsOf(one), baseline: false }, one.uuid),
  told('hold-placed', { hold: '1'.repeat(32), ...who }, one.uuid),
  told('hold-placed', { hold: '2'.repeat(32), ...who }, one.uuid),
  told('hold-released', { hold: '1'.repeat(32), actor: 'grace' }, one.uuid),
  told('storage-cleared', { storage_status: 'Cleared', cleared: '1', approved: 'a1' }),
  told(
    'checkpoint-cleared',
    {
      ...fieldsOf(one),
      recorded_seq: '1',
      first_seen_at: at(6_010),
      last_seen_at: at(6_015),
      cause: 'storage-cleared',
    },
    one.uuid,
  ),
  told('hold-broken', { holds: [{ hold: '2'.repeat(32), ...who }], ended: 'cleared' }, one.uuid),
  told('pipeline-recreated', { from: 'old', to: 'new', cleared: '0' }),
  told('coverage-gap', { from: at(6_000), to: at(6_015), seconds: '15' }),
  told('checkpoint-recorded', { ...fieldsOf(two), baseline: false }, two.uuid),
  told(
    'lineage-changed',
    { from: before, to: { fingerprint: two.fingerprint }, cause: 'program-version' },
    two.uuid,
  ),
  told('progress-regressed', { from: before, to: { steps: '1', processed_records: '2' } }, two.uuid),
  told('size-dropped', { size: '900', size_drop: '0.95', sizes_before: ['1000'], approved: 'a1' }, two.uuid),
  told('metadata-changed', { from: fieldsOf(two), to: fieldsOf({ ...two, size: u64('901') }) }, two.uuid),
  told(
    'checkpoint-reappeared',
    {
      ...fieldsOf(checkpoint(1_145)),
      was: 'missing',
      first_seen_at: at(1_150),
      recorded_seq: '20',
      ended_at: at(1_200),
    },
    timedUuid(1_145),
  ),
  told(
    'drill-recorded',
    {
      drill: 'd1',
      outcome: 'failed',
      performed_at: at(6_030),
      minutes: '12',
      note: 'disk full',
      actor: 'ada',
    },
    one.uuid,
  ),
  told(
    'drill-recorded',
    { drill: 'd2', outcome: 'succeeded', performed_at: at(6_040), minutes: null, note: null, actor: 'ada' },
    two.uuid,
  ),
]
for (const [name, events] of [
  ['prod/orders', MOVED],
  ['prod/payments', [told('pipeline-renamed', { to: 'bills' })]],
  ['prod/never', [told('pipeline-removed', { cleared: '0' })]],
] as const) {
  const draft = { at: at(6_050), by: 'recorder', epoch: null, evidence: [], ledger: name, run: 'moved' }
  await appendAll(ledger, sealAll(await ledger.head(name), { ...draft, events }))
}

it.each(['html', 'json', 'csv'] as const)('a report reads as it is kept here: %s', async (format) => {
  const report = await reported({ ...ports, clock: { now: clock.now } }, at(600), at(6_060))
  // A member a line, so that a difference can be read; hashes follow every change of an entry.
  const lines = format === 'json' ? report.json.replaceAll(',"', ',\n"') : report[format]
  const text = lines.replaceAll('\r\n', '\n').replaceAll(/\b[0-9a-f]{64}\b/g, 'HASH')
  await expect(text).toMatchFileSnapshot(`as-it-reads/report.${format}.txt`)
})
