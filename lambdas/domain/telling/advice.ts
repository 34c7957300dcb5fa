import type { LedgerEvent } from '../event.ts'
import { adviceOnCopies } from './words-of-copies.ts'

/** What to do about an alert, in words; empty where nothing is to be done. */
export function adviceOf(cause: LedgerEvent): string {
  switch (cause.kind) {
    case 'checkpoint-missing':
      return 'Look whether storage was cleared, a volume was restored from a snapshot or files were deleted; if a copy was synced to object storage, secure it before its retention ends.'
    case 'fingerprint-changed':
      return 'Find out who replaced the checkpoint catalog or mounted another storage; do not restore from this checkpoint until that is known.'
    case 'metadata-changed':
      return 'Compare with the pipeline’s log: a committed checkpoint is not rewritten.'
    case 'lineage-changed':
      return 'Expected after a changed program or a new Feldera version; otherwise find out which program wrote it.'
    case 'progress-regressed':
      return 'The pipeline was restored from an older checkpoint or started afresh: find out whether that was meant.'
    case 'storage-cleared':
    case 'pipeline-removed':
    case 'pipeline-recreated':
      return 'If nobody meant this, find out who did it: what was checkpointed there cannot be restored from there any more.'
    case 'fingerprint-format-changed':
      if (cause.data['format'] === 'exact')
        return 'Whoever wrote them inexactly does so no more: find out whether that was mended on purpose. What was recorded in between stays as it was shown.'
      return 'Look for a Feldera, proxy or client version that reads 64-bit numbers inexactly since then. Compare with exact values before you restore.'
    case 'hold-broken':
      return 'A hold only watches: Feldera rotates held checkpoints as any other. If it was needed, restore from a synced copy or find out who removed it.'
    case 'drill-recorded':
      return 'Find out why, and try again: the next drill of this pipeline that succeeds ends this alert.'
    case 'size-dropped':
      return 'Find out whether state was lost or the program changed; the size is that of the metadata only.'
    case 'checkpoints-stale':
      return 'Look at the pipeline’s log for "checkpoint failed" and at what delays checkpoints: Feldera reports failures nowhere else.'
    case 'pipeline-unobservable':
      return 'Check the URL, the credentials and whether Feldera answers; losses in this time would go unseen.'
    default:
      return adviceOnCopies(cause)
  }
}
