/** The recorder's environment variables: infra writes them, the handler reads them, nothing else does. */
export interface RecorderEnvironment {
  readonly LEDGER_TABLE: string
  readonly WORK_TABLE: string
  readonly ARCHIVE_BUCKET: string
  /** Path of `pipelines.json` beside the bundle. */
  readonly CONFIGURATION_FILE: string
  readonly OBJECT_LOCK_MODE: 'COMPLIANCE' | 'GOVERNANCE'
}
