import { gunzipSync } from 'node:zlib'
import { sha256Hex } from '../../../lambdas/domain/canonical.ts'
import { entryHash, NO_PREVIOUS, openEntry } from '../../../lambdas/domain/entry.ts'
import type { EventData } from '../../../lambdas/domain/event.ts'
import { evolve } from '../../../lambdas/domain/evolve.ts'
import type { Sealed } from '../../../lambdas/domain/sealing.ts'
import { NOTHING_YET } from '../../../lambdas/domain/state.ts'
import type { Stores } from '../stores.ts'

/** Every chain is dense and its own, and every state is what follows from its entries. */
export function brokenChains(
  { names }: Stores,
  entriesOf: (name: string) => readonly Sealed[],
): readonly string[] {
  return [...names].flatMap((name) => {
    let state = NOTHING_YET
    let [prev, at] = [NO_PREVIOUS, '']
    return entriesOf(name).flatMap(({ entry, state: kept }, i) => {
      const here = `${name} ${i + 1}`
      const problems: string[] = []
      if (entry.seq !== i + 1 || entry.ledger !== name)
        problems.push(`${here}: is ${entry.ledger} ${entry.seq}`)
      if (entry.prev !== prev || entry.at < at) problems.push(`${here}: does not follow the one before`)
      if (entryHash(entry.body) !== entry.hash) problems.push(`${here}: another hash`)
      state = evolve(state, openEntry(entry.body))
      if (JSON.stringify(sorted(state)) !== JSON.stringify(sorted(kept)))
        problems.push(`${here}: its state is not what follows`)
      prev = entry.hash
      at = entry.at
      return problems
    })
  })
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  )
}

/** Everything that is cited is there, is what its name says, and has the line that is cited. */
export function missingEvidence({ appended, archive }: Stores): readonly string[] {
  const problems: string[] = []
  const lines = new Map<string, readonly string[]>()
  const linesOf = (object: string): readonly string[] => {
    const known = lines.get(object)
    if (known !== undefined) return known
    const bytes = archive.objects.get(`evidence/${object}`)
    if (bytes === undefined) problems.push(`evidence ${object} is cited and not there`)
    else if (sha256Hex(bytes) !== object) problems.push(`evidence ${object} has another hash`)
    const read = bytes === undefined ? [] : gunzipSync(bytes).toString('utf8').trimEnd().split('\n')
    lines.set(object, read)
    return read
  }
  for (const { entry } of appended) {
    for (const object of entry.evidence) linesOf(object)
    for (const cited of entry.events.flatMap(({ data }) => citationIn(data))) {
      const line = linesOf(cited.object)[Number(cited.line) - 1]
      if (line === undefined || (JSON.parse(line) as { sha256: unknown }).sha256 !== cited.sha256)
        problems.push(`${entry.ledger} ${entry.seq}: cites what is not there`)
    }
  }
  return problems
}

function citationIn(data: { readonly [key: string]: EventData }) {
  const { evidence } = data as { evidence?: { object: string; line: string; sha256: string } }
  return evidence === undefined ? [] : [evidence]
}
