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

/** Reads the variables. Throws with all that are missing or wrong at once. */
export function readEnvironment(variables: {
  readonly [name: string]: string | undefined
}): RecorderEnvironment {
  const { LEDGER_TABLE, WORK_TABLE, ARCHIVE_BUCKET, CONFIGURATION_FILE, OBJECT_LOCK_MODE, EVERY_MINUTES } =
    variables
  const { LOG_ORIGIN, LOG_KEY_ID, LOG_KEY_ID_BEFORE, LOG_KEY_LOST } = variables
  const { SHARD_QUEUE_URL, REHEARSE_DAYS, WITNESSES } = variables
  const texts = {
    LEDGER_TABLE,
    WORK_TABLE,
    ARCHIVE_BUCKET,
    CONFIGURATION_FILE,
    LOG_ORIGIN,
    LOG_KEY_ID,
    SHARD_QUEUE_URL,
  }
  const missing = Object.entries(texts).flatMap(([name, text]) =>
    text === undefined || text === '' ? [name] : [],
  )
  const isMode = OBJECT_LOCK_MODE === 'COMPLIANCE' || OBJECT_LOCK_MODE === 'GOVERNANCE'
  const isPeriod = /^[1-9]\d{0,5}$/.test(EVERY_MINUTES ?? '')
  const wrong = [
    ...missing,
    ...(isMode ? [] : ['OBJECT_LOCK_MODE']),
    ...(isPeriod ? [] : ['EVERY_MINUTES']),
    ...(/^\d{1,3}$/.test(REHEARSE_DAYS ?? '') ? [] : ['REHEARSE_DAYS']),
  ]
  if (wrong.length > 0 || !isMode) {
    throw new Error(`environment: missing or wrong: ${wrong.join(', ')}`)
  }
  return {
    LEDGER_TABLE: LEDGER_TABLE ?? '',
    WORK_TABLE: WORK_TABLE ?? '',
    ARCHIVE_BUCKET: ARCHIVE_BUCKET ?? '',
    CONFIGURATION_FILE: CONFIGURATION_FILE ?? '',
    LOG_ORIGIN: LOG_ORIGIN ?? '',
    LOG_KEY_ID: LOG_KEY_ID ?? '',
    OBJECT_LOCK_MODE,
    EVERY_MINUTES: EVERY_MINUTES ?? '',
    SHARD_QUEUE_URL: SHARD_QUEUE_URL ?? '',
    PING_SECRET: variables['PING_SECRET'] ?? '',
    REHEARSE_DAYS: REHEARSE_DAYS ?? '',
    WITNESSES: WITNESSES ?? '',
    LOG_KEY_ID_BEFORE: LOG_KEY_ID_BEFORE ?? '',
    LOG_KEY_LOST: LOG_KEY_LOST ?? '',
  }
}
