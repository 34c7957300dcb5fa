import { counted, type Raise, type Watched } from './alarm.ts'

/** Whether the record is what was written. */
export function createTamperingAlarms(
  alarm: Raise,
  { recorder, publisher, settings }: Pick<Watched, 'recorder' | 'publisher' | 'settings'>,
): void {
  alarm('EntryTampered', 'entry-tampered', {
    description:
      'An entry of the ledger was changed or removed. Nothing of ours does that: take it for tampering.',
    metric: counted('EntryTampered', publisher, 1),
  })
  alarm('ArchiveForked', 'archive-forked', {
    description:
      'Other bytes stand in the archive where ours were to be written once. Nothing of ours does that: take it for tampering.',
    metric: counted('ArchiveForked', recorder, 1),
  })
  if (settings.witnesses === '') return
  alarm('LogForked', 'log-forked', {
    description:
      'A witness contradicts the log: it has cosigned what the archive does not have, or what the log does not go on from.',
    metric: counted('LogForked', recorder, 1),
  })
  alarm('WitnessSilent', 'witness-silent', {
    description:
      'For an hour, or three periods of the schedule, a witness has left trees without its cosignature.',
    metric: counted('WitnessSilent', recorder, Math.max(20, settings.everyMinutes)),
    periods: 3,
  })
}
