import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { counted, type Raise, type Watched } from './alarm.ts'

/** Whether anybody looks at the pipelines. */
export function createRunAlarms(
  alarm: Raise,
  { recorder, settings }: Pick<Watched, 'recorder' | 'settings'>,
): void {
  alarm('RunsMissing', 'runs-missing', {
    description:
      'No run was completed for three periods of the schedule: nobody is looking at the pipelines.',
    metric: counted('RunCompleted', recorder, settings.everyMinutes),
    threshold: 1,
    below: true,
    periods: 3,
    // Silence is the fault.
    missing: TreatMissingData.BREACHING,
  })
  alarm('PipelinesFailing', 'pipelines-failing', {
    description:
      'In three periods of the schedule in a row a pipeline could not be recorded: ledger or archive refuse it.',
    metric: counted('PipelineFailed', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 3,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('PipelinesSkipped', 'pipelines-skipped', {
    description:
      'In three periods of the schedule in a row the time was up before every pipeline was asked: what is skipped comes first next time, but the schedule is too fast for so many.',
    metric: counted('PipelinesSkipped', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 3,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('SourceUnauthorized', 'source-unauthorized', {
    description:
      'In three periods of the schedule in a row a source refused our credentials, or they could not be read.',
    metric: counted('SourceUnauthorized', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 3,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('CoverageFell', 'coverage-fell', {
    description:
      'In three of six periods of the schedule checkpoints may have come and gone unseen between two looks.',
    metric: counted('CoverageGaps', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 3,
    outOf: 6,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('ClockOffset', 'clock-offset', {
    description:
      'In three periods of the schedule in a row the clock of a source and ours were a minute or more apart.',
    metric: counted('ClockOffset', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 3,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('EntriesUnsequenced', 'entries-unsequenced', {
    description:
      'In three periods of the schedule in a row what was recorded could not be brought into the signed log.',
    metric: counted('EntriesUnsequenced', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 3,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('StoresFailing', 'stores-failing', {
    description:
      'What was seen of stored copies could not be recorded, or no copy can be kept: ledger, archive or work table refuse it.',
    // Whatever fails is tried again after five minutes, or with the next check of the store.
    metric: counted('StoreFailed', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('ShardsLate', 'shards-late', {
    description:
      'A part of the pipelines was not polled for three periods of the schedule, while others were.',
    metric: counted('ShardLate', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  })
  alarm('ShardsFailing', 'shards-failing', {
    description: 'A part of a tick could not be worked off: its pipelines were not polled.',
    metric: counted('ShardFailed', recorder, settings.everyMinutes),
    threshold: 1,
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  })
}
