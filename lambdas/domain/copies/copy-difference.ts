import { type CheckpointMetadata, changedFields, type MutableField } from '../checkpoint.ts'

/** The fields in which a store's catalog contradicts what the pipeline showed: a value that one of them does not tell contradicts nothing. */
export function differs(
  shown: CheckpointMetadata,
  stored: CheckpointMetadata,
): readonly (MutableField | 'fingerprint')[] {
  const fields = changedFields(shown, stored).filter(
    (field) => shown[field] !== null && stored[field] !== null,
  )
  return shown.fingerprint === stored.fingerprint ? fields : ['fingerprint', ...fields]
}
