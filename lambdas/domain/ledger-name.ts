/** `source/name` in its two parts; a name has no slash (configuration), so the first one parts them. */
export function splitLedger(ledger: string): readonly [source: string, name: string] {
  const slash = ledger.indexOf('/')
  return [ledger.slice(0, slash), ledger.slice(slash + 1)]
}
