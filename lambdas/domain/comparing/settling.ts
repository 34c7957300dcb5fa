import { isEnding, type LedgerEvent } from '../event.ts'
import { lostBy } from './compare.ts'
import type { Scene } from './conclude.ts'
import type { Answers } from './credible.ts'
import type { Finding } from './finding.ts'
import { rotationIn } from './rotation.ts'
import { goneKey } from './suspicion.ts'

/** Ended by what its source said: no suspicion, whatever was suspected before it did. */
export function isExplained({ kind, data }: LedgerEvent): boolean {
  return kind === 'checkpoint-retired' && data['cause'] !== undefined
}

export function keyOf({ uuid }: LedgerEvent): string {
  return uuid === undefined ? '' : goneKey(uuid)
}

/** What follows from one difference to the last answer: nothing where it waits for the next run. */
export function settle(
  { event, suspicion }: Finding,
  {
    suspected,
    standing,
    twice,
  }: { readonly [of in 'suspected' | 'standing' | 'twice']: ReadonlySet<string> },
  lossOf: (event: LedgerEvent) => LedgerEvent,
): readonly LedgerEvent[] {
  const key = isEnding(event.kind) && event.uuid !== undefined ? goneKey(event.uuid) : suspicion
  if (key === undefined || (isExplained(event) && !twice.has(key))) return [event]
  if (standing.has(key)) return [isEnding(event.kind) ? lossOf(event) : event]
  // A retirement that the first answer did not doubt needs no confirmation; any other doubt waits for the next run.
  return suspicion === undefined && !suspected.has(key) ? [event] : []
}

/** Makes the event of a loss: classified by the first credible answer, with the values last seen. */
export function lossesIn(
  { believed, afterPassersBy, circumstances }: Scene,
  credible: Answers,
): (event: LedgerEvent) => LedgerEvent {
  const rotationOf = rotationIn(credible[0], believed, circumstances)
  const listed = new Map(afterPassersBy.listed.map((known) => [known.uuid, known]))
  return ({ uuid }) => {
    const gone = uuid === undefined ? undefined : listed.get(uuid)
    if (gone === undefined) throw new Error(`${String(uuid)} ends without having been listed`)
    return lostBy(credible.length, gone, rotationOf(gone).newer, circumstances)
  }
}
