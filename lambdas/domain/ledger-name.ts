const COPIES = '/copies'

/** `source/name` in its two parts, also where the ledger is that of the pipeline's store; a name has no slash (configuration). */
export function splitLedger(ledger: string): readonly [source: string, name: string] {
  const slash = ledger.indexOf('/')
  const rest = ledger.slice(slash + 1)
  return [ledger.slice(0, slash), rest.endsWith(COPIES) ? rest.slice(0, -COPIES.length) : rest]
}

/** Its store's own ledger: a check takes minutes, and a poll in between must not make it void (DESIGN §4). */
export function copiesLedger(pipeline: string): string {
  return `${pipeline}${COPIES}`
}

/** The pipeline that a ledger speaks of: `source/name`. What has no slash is a source, and stays as it is. */
export function pipelineOf(ledger: string): string {
  return ledger.includes('/') ? splitLedger(ledger).join('/') : ledger
}
