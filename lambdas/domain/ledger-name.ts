/** `source/name` in its two parts, also where the ledger is that of the pipeline's store; a name has no slash (configuration). */
export function splitLedger(ledger: string): readonly [source: string, name: string] {
  const [source = '', name = ''] = ledger.split('/', 2)
  return [source, name]
}

/** Its store's own ledger: a check takes minutes, and a poll in between must not make it void (DESIGN §4). */
export function copiesLedger(pipeline: string): string {
  return `${pipeline}/copies`
}

/** The pipeline that a ledger speaks of: `source/name`. */
export function pipelineOf(ledger: string): string {
  return ledger.split('/', 2).join('/')
}
