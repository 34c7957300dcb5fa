import { textIn } from '../../domain/event-data.ts'
import type { Sealed } from '../../domain/sealing.ts'
import { entryAt, type Found, firstSeqWhere } from '../../ledger/search.ts'
import type { QueryPorts } from './ports.ts'

/**
 * What became of a raised alert: acknowledged, resolved, or nothing yet. It stands in the state from the one to the other, so that
 * each is found by halves, however long it took.
 */
export async function alertEnds(
  { ledger }: QueryPorts,
  head: Sealed,
  raised: Found,
): Promise<readonly Found[]> {
  const id = textIn(raised.event, 'alert')
  const { ledger: name, seq: from } = raised.sealed.entry
  const find = async (kind: 'alert-acknowledged' | 'alert-resolved', isSo: (sealed: Sealed) => boolean) => {
    const seq = await firstSeqWhere(ledger, name, { from, to: head.entry.seq }, isSo)
    if (seq > head.entry.seq) return []
    const sealed = await entryAt(ledger, name, seq)
    const events = sealed.entry.events.filter((event) => event.kind === kind && event.data['alert'] === id)
    return events.map((event) => ({ sealed, event }))
  }
  const openIn = ({ state }: Sealed) => state.alerts.find((alert) => alert.id === id)
  const [acknowledged, resolved] = await Promise.all([
    find('alert-acknowledged', (sealed) => openIn(sealed)?.acknowledged !== false),
    find('alert-resolved', (sealed) => openIn(sealed) === undefined),
  ])
  return [...acknowledged, ...resolved]
}
