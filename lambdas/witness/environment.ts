/** The witness's environment variables: infra writes them, the handler reads them, nothing else does. */
export interface WitnessEnvironment {
  readonly WITNESS_TABLE: string
  /** The name of the witness's key. */
  readonly WITNESS_NAME: string
  readonly WITNESS_KEY_ID: string
  /** The verifier keys of the logs that it knows, with commas. */
  readonly WITNESSED_LOGS: string
}

/** Reads the variables. Throws with all that are missing at once. */
export function readEnvironment(variables: {
  readonly [name: string]: string | undefined
}): WitnessEnvironment {
  const { WITNESS_TABLE = '', WITNESS_NAME = '', WITNESS_KEY_ID = '', WITNESSED_LOGS = '' } = variables
  const read = { WITNESS_TABLE, WITNESS_NAME, WITNESS_KEY_ID, WITNESSED_LOGS }
  const missing = Object.entries(read).flatMap(([name, value]) => (value === '' ? [name] : []))
  if (missing.length > 0) throw new Error(`environment: missing or wrong: ${missing.join(', ')}`)
  return read
}
