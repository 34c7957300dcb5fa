import { counted, type Raise, type Watched } from './alarm.ts'

/** Whether anybody looks at the pipelines. */
export function createRunAlarms(
  alarm: Raise,
  { recorder, settings }: Pick<Watched, 'recorder' | 'settings'>,
): void {
  const ofTicks = (metric: string) => counted(metric, recorder, settings.everyMinutes)
  alarm('RunsMissing', 'runs-missing', {
    description:
      'No run was completed for three periods of the schedule: nobody is looking at the pipelines.',
    metric: ofTicks('RunCompleted'),
    below: true,
    periods: 3,
  })
  alarm('PipelinesFailing', 'pipelines-failing', {
    description:
      'In three periods of the schedule in a row a pipeline could not be recorded: ledger or archive refuse it.',
    metric: ofTicks('PipelineFailed'),
    periods: 3,
  })
  alarm('PipelinesSkipped', 'pipelines-skipped', {
    description:
      'In three periods of the schedule in a row the time was up before every pipeline was asked: what is skipped comes first next time, but the schedule is too fast for so many.',
    metric: ofTicks('PipelinesSkipped'),
    periods: 3,
  })
  alarm('SourceUnauthorized', 'source-unauthorized', {
    description:
      'In three periods of the schedule in a row a source refused our credentials, or they could not be read.',
    metric: ofTicks('SourceUnauthorized'),
    periods: 3,
  })
  alarm('CoverageFell', 'coverage-fell', {
    description:
      'In three of six periods of the schedule checkpoints may have come and gone unseen between two looks.',
    metric: ofTicks('CoverageGaps'),
    periods: 3,
    outOf: 6,
  })
  alarm('ClockOffset', 'clock-offset', {
    description:
      'In three periods of the schedule in a row the clock of a source and ours were a minute or more apart.',
    metric: ofTicks('ClockOffset'),
    periods: 3,
  })
  alarm('EntriesUnsequenced', 'entries-unsequenced', {
    description:
      'In three periods of the schedule in a row what was recorded could not be brought into the signed log.',
    metric: ofTicks('EntriesUnsequenced'),
    periods: 3,
  })
  alarm('StoresFailing', 'stores-failing', {
    description:
      'What was seen of stored copies could not be recorded, or no copy can be kept: ledger, archive or work table refuse it.',
    // Whatever fails is tried again after five minutes, or with the next check of the store.
    metric: ofTicks('StoreFailed'),
  })
  alarm('ShardsLate', 'shards-late', {
    description:
      'A part of the pipelines was not polled for three periods of the schedule, while others were.',
    metric: ofTicks('ShardLate'),
  })
  alarm('ShardsFailing', 'shards-failing', {
    description: 'A part of a tick could not be worked off: its pipelines were not polled.',
    metric: ofTicks('ShardFailed'),
  })
}
