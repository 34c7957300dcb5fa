import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { counted, type Raise, type Watched } from './alarm.ts'

/** Whether the record is what was written. */
export function createTamperingAlarms(
  alarm: Raise,
  { recorder, publisher }: Pick<Watched, 'recorder' | 'publisher'>,
): void {
  alarm('EntryTampered', 'entry-tampered', {
    description:
      'An entry of the ledger was changed or removed. Nothing of ours does that: take it for tampering.',
    metric: counted('EntryTampered', publisher, 1),
    threshold: 1,
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('ArchiveForked', 'archive-forked', {
    description:
      'Other bytes stand in the archive where ours were to be written once. Nothing of ours does that: take it for tampering.',
    metric: counted('ArchiveForked', recorder, 1),
    threshold: 1,
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  })
}
