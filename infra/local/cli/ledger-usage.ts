import { COPIES_USAGE } from './copies-arguments.ts'

export const USAGE = `usage: npm run ledger -- COMMAND [--data DIR] [--json]
  history PIPELINE [--status S] [--from TIME] [--to TIME] [--limit N]   checkpoints of a pipeline, newest first
  events PIPELINE  [--kind K]   [--from TIME] [--to TIME] [--limit N]   events of a pipeline, newest first
  alerts           [--state S]                            [--limit N]   alerts, newest first
  runs                                                    [--limit N]   runs, newest first
  acknowledge ALERT [--note TEXT]                   you have seen it; ends an alert that nothing else would end
  resolve ALERT     [--note TEXT]                   ends it, whatever is still observed
  hold PIPELINE UUID --reason TEXT                  a listed checkpoint must stay: if it goes, that is critical
  release PIPELINE UUID [--reason TEXT] [--id HOLD] your own holds of a checkpoint, or the one of that id
  export --from TIME --to TIME --out DIR [--archive DIR]       a period of the log, its evidence and its proofs
  attest PIPELINE --at TIME [--out FILE]                       what was listed at that time, proven in one file
  verify [--archive DIR] [--seen FILE]… [--public-key FILE] [--every PERIOD]
         recomputes everything: with --data (or without --archive) table and archive, with --archive alone that archive;
         ends with 0 proven, 1 broken, 3 not proven
  rebuild                                                      makes anew what is disposable: the log’s progress, the alerts’ index
${COPIES_USAGE}
  verify --attestation FILE [--public-key FILE] [--seen FILE]…  proves what attest wrote
PIPELINE is source/name, or name where only one source has it.`
