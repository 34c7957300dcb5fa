/** The recorder's environment variables: infra writes them, the handler reads them, nothing else does. */
export interface RecorderEnvironment {
  readonly LEDGER_TABLE: string
  readonly WORK_TABLE: string
  readonly ARCHIVE_BUCKET: string
  /** Path of `pipelines.json` beside the bundle. */
  readonly CONFIGURATION_FILE: string
  /** The log's name, and the KMS key that signs it. */
  readonly LOG_ORIGIN: string
  readonly LOG_KEY_ID: string
  readonly OBJECT_LOCK_MODE: 'COMPLIANCE' | 'GOVERNANCE'
  /** The schedule's period in whole minutes. */
  readonly EVERY_MINUTES: string
  /** Name or ARN of the secret that holds the URL to ping after each run; empty: none is pinged. */
  readonly PING_SECRET: string
  /** Every how many days a loss is rehearsed; 0: never. */
  readonly REHEARSE_DAYS: string
  /** Through it a tick is handed out to shards, where one invocation cannot poll everything. */
  readonly SHARD_QUEUE_URL: string
  /** Who cosigns the log, as `parseWitnesses` reads it; empty: nobody. */
  readonly WITNESSES: string
  /** The key that signed before LOG_KEY_ID does; empty where there is none. */
  readonly LOG_KEY_ID_BEFORE: string
  /** The verifier key of one that was lost; empty where none was. */
  readonly LOG_KEY_LOST: string
}

const ALWAYS = [
  'LEDGER_TABLE',
  'WORK_TABLE',
  'ARCHIVE_BUCKET',
  'CONFIGURATION_FILE',
  'LOG_ORIGIN',
  'LOG_KEY_ID',
  'SHARD_QUEUE_URL',
] as const

/** Reads the variables. Throws with all that are missing or wrong at once. */
export function readEnvironment(variables: {
  readonly [name: string]: string | undefined
}): RecorderEnvironment {
  const text = (name: keyof RecorderEnvironment): string => variables[name] ?? ''
  const { OBJECT_LOCK_MODE } = variables
  const isMode = OBJECT_LOCK_MODE === 'COMPLIANCE' || OBJECT_LOCK_MODE === 'GOVERNANCE'
  const wrong = [
    ...ALWAYS.filter((name) => text(name) === ''),
    ...(isMode ? [] : ['OBJECT_LOCK_MODE']),
    ...(/^[1-9]\d{0,5}$/.test(text('EVERY_MINUTES')) ? [] : ['EVERY_MINUTES']),
    ...(/^\d{1,3}$/.test(text('REHEARSE_DAYS')) ? [] : ['REHEARSE_DAYS']),
  ]
  if (wrong.length > 0 || !isMode) throw new Error(`environment: missing or wrong: ${wrong.join(', ')}`)
  return {
    LEDGER_TABLE: text('LEDGER_TABLE'),
    WORK_TABLE: text('WORK_TABLE'),
    ARCHIVE_BUCKET: text('ARCHIVE_BUCKET'),
    CONFIGURATION_FILE: text('CONFIGURATION_FILE'),
    LOG_ORIGIN: text('LOG_ORIGIN'),
    LOG_KEY_ID: text('LOG_KEY_ID'),
    OBJECT_LOCK_MODE,
    EVERY_MINUTES: text('EVERY_MINUTES'),
    SHARD_QUEUE_URL: text('SHARD_QUEUE_URL'),
    PING_SECRET: text('PING_SECRET'),
    REHEARSE_DAYS: text('REHEARSE_DAYS'),
    WITNESSES: text('WITNESSES'),
    LOG_KEY_ID_BEFORE: text('LOG_KEY_ID_BEFORE'),
    LOG_KEY_LOST: text('LOG_KEY_LOST'),
  }
}
