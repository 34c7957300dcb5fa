/** The publisher's environment variables: infra writes them, the handler reads them, nothing else does. */
export interface PublisherEnvironment {
  readonly LEDGER_TABLE: string
  readonly WORK_TABLE: string
  readonly ARCHIVE_BUCKET: string
  readonly TOPIC_ARN: string
  /** The log's origin, which every notification names. */
  readonly LOG_ORIGIN: string
  /** Base of the links in notifications, without a trailing slash; empty: no link. */
  readonly LINK_BASE: string
  /** `true`: messages carry a readable e-mail text beside the JSON (SNS MessageStructure). */
  readonly EMAIL_TEXT: 'true' | 'false'
  /** How reports are locked in the archive. */
  readonly OBJECT_LOCK_MODE: 'COMPLIANCE' | 'GOVERNANCE'
}

const ALWAYS = ['LEDGER_TABLE', 'WORK_TABLE', 'ARCHIVE_BUCKET', 'TOPIC_ARN', 'LOG_ORIGIN'] as const

/** Reads the variables. Throws with all that are missing or wrong at once. */
export function readEnvironment(variables: {
  readonly [name: string]: string | undefined
}): PublisherEnvironment {
  const missing = ALWAYS.filter((name) => (variables[name] ?? '') === '')
  const { EMAIL_TEXT = 'false', OBJECT_LOCK_MODE } = variables
  const isFlag = EMAIL_TEXT === 'true' || EMAIL_TEXT === 'false'
  const isMode = OBJECT_LOCK_MODE === 'COMPLIANCE' || OBJECT_LOCK_MODE === 'GOVERNANCE'
  if (missing.length > 0 || !isFlag || !isMode) {
    const wrong = [...missing, ...(isFlag ? [] : ['EMAIL_TEXT']), ...(isMode ? [] : ['OBJECT_LOCK_MODE'])]
    throw new Error(`environment: missing or wrong: ${wrong.join(', ')}`)
  }
  const text = (name: string): string => variables[name] ?? ''
  return {
    LEDGER_TABLE: text('LEDGER_TABLE'),
    WORK_TABLE: text('WORK_TABLE'),
    ARCHIVE_BUCKET: text('ARCHIVE_BUCKET'),
    TOPIC_ARN: text('TOPIC_ARN'),
    LOG_ORIGIN: text('LOG_ORIGIN'),
    LINK_BASE: text('LINK_BASE'),
    EMAIL_TEXT,
    OBJECT_LOCK_MODE,
  }
}
