import { bundlePath, tilePath, tilesAt, widthAt } from '../../lambdas/archive/log/tree/tile-path.ts'
import { openEntry } from '../../lambdas/domain/entry.ts'
import { textOf } from './forging.ts'

/** An export of the leaves from `first` to before `end`, as the verifier expects one: what covers them, and what leads up to the root. */
export function exportOf(
  objects: ReadonlyMap<string, Uint8Array>,
  leaves: readonly string[],
  { first, end, alsoSigned = [] }: { first: number; end: number; alsoSigned?: readonly number[] },
): Map<string, Uint8Array> {
  const size = BigInt(leaves.length)
  const wanted = new Set([
    'checkpoint',
    'log.vkey',
    ...[leaves.length, ...alsoSigned].map((n) => `checkpoints/${n}`),
  ])
  for (const tile of tilesAt(size)) wanted.add(tilePath(tile))
  const withAbove = (index: bigint): void => {
    for (let [level, i] = [0, index]; widthAt(size, level, i) > 0; level += 1, i /= 256n)
      wanted.add(tilePath({ level, index: i, width: widthAt(size, level, i) }))
  }
  for (let index = BigInt(first) / 256n; index * 256n < BigInt(end); index += 1n) {
    wanted.add(bundlePath(index, widthAt(size, 0, index)))
    withAbove(index)
  }
  for (const n of alsoSigned) if (BigInt(n) < size) withAbove(BigInt(n) / 256n)
  for (const leaf of leaves.slice(first, end))
    for (const name of openEntry(leaf).evidence) wanted.add(`evidence/${name}`)
  const [origin = '', , root = ''] = textOf(objects, 'checkpoint').split('\n')
  const described = {
    v: 'checkpoint-ledger/export/1',
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-11-02T00:00:00.000Z',
    origin,
    size: String(size),
    root,
    first: String(first),
    end: String(end),
  }
  const copied = [...wanted].map((name) => {
    const bytes = objects.get(name)
    if (bytes === undefined) throw new Error(`${name} is not there`)
    return [name, bytes] as const
  })
  return new Map([...copied, ['export.json', Buffer.from(JSON.stringify(described))]])
}
