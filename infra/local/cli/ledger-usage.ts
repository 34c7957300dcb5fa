import { COPIES_USAGE } from './copies-arguments.ts'
import { KEYS_USAGE } from './keys-arguments.ts'
import { REPORT_USAGE } from './report-forms.ts'
import { RESTORE_USAGE } from './restore-arguments.ts'
import { WITNESS_USAGE } from './witness-arguments.ts'

/** What `npm run ledger -- …` can be asked for, in words (CONTRACT §4). */
export const USAGE = `usage: npm run ledger -- COMMAND [--data DIR | --stack NAME] [--json]
  history PIPELINE [--status S] [--from TIME] [--to TIME] [--limit N]   checkpoints of a pipeline, newest first
  events PIPELINE  [--kind K]   [--from TIME] [--to TIME] [--limit N]   events of a pipeline, newest first
  alerts           [--state S]                            [--limit N]   alerts, newest first
  runs                                                    [--limit N]   runs, newest first
  acknowledge ALERT [--note TEXT]                   you have seen it; ends an alert that nothing else would end
  resolve ALERT     [--note TEXT]                   ends it, whatever is still observed
  hold PIPELINE UUID --reason TEXT                  a listed checkpoint must stay: if it goes, that is critical
  release PIPELINE UUID [--reason TEXT] [--id HOLD] your own holds of a checkpoint, or the one of that id
  approve PIPELINES --kinds K,K --until TIME|DURATION --reason TEXT [--from TIME]   expected: recorded, and nobody is woken
  maintain PIPELINES --until TIME|DURATION --reason TEXT [--from TIME]   the same for what work brings with it; losses are told
  withdraw PIPELINES ID [--reason TEXT]             an approval or a maintenance window, before its time is over
  drill PIPELINE UUID --outcome succeeded|failed [--at TIME] [--minutes N] [--note TEXT]   a restore was tried
  approvals PIPELINE, maintenance PIPELINE, drills PIPELINE   [--limit N]   what was approved, planned and tried, newest first
${KEYS_USAGE}
  test-notification [--severity critical|warning|info]   sends a message that says that it is a test, as all are sent
  rehearse-loss                                          a made-up loss is found, recorded and told, as every real one; says that it is none
  export --from TIME --to TIME --out DIR [--archive PLACE]     a period of the log, its evidence and its proofs
  attest PIPELINE --at TIME [--out FILE]                       what was listed at that time, proven in one file
  verify [--archive PLACE] [--seen FILE]… [--witness VKEY]… [--public-key FILE] [--every PERIOD]
         recomputes everything: with --data or --stack (or without --archive) table and archive, with --archive alone that archive;
         ends with 0 proven, 1 broken, 3 not proven
${REPORT_USAGE}
  rebuild [--public-key FILE] [--entries]                      makes anew what is disposable: the log’s progress, the alerts’ index;
         with --entries the ledgers before it, where their table was lost: every entry that the archive’s log has
${COPIES_USAGE}
${RESTORE_USAGE}
${WITNESS_USAGE}
  rotate-key [--lost --public-key FILE]                        another key for the log, from the next run on (in AWS: npm run deploy)
  verify --attestation FILE [--public-key FILE] [--seen FILE]…  proves what attest wrote
PIPELINE is source/name, or name where only one source has it; PIPELINES may be a pattern as well, e.g. 'prod/*'.
A stack’s NAME is that of a deployment in AWS, read and written with your own credentials and region.
An archive’s PLACE is a folder, or s3://BUCKET with your own credentials.
events recorder/0 shows what the ledger of runs says besides them.`
