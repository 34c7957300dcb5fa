import { openCheckpoint } from '../../../lambdas/archive/log/notes/signed-checkpoint.ts'
import { parseVkey } from '../../../lambdas/archive/log/notes/verifier-key.ts'
import { decodeBundle } from '../../../lambdas/archive/log/tree/bundle.ts'
import { appendLeaf, EMPTY_EDGE, rootOf } from '../../../lambdas/archive/log/tree/edge.ts'
import { leafHash, sameHash } from '../../../lambdas/archive/log/tree/hashes.ts'
import { bundlePath } from '../../../lambdas/archive/log/tree/tile-path.ts'
import type { Sealed } from '../../../lambdas/domain/sealing.ts'
import { SIGNER } from '../recorder.ts'
import type { Stores } from '../stores.ts'

const KEY = parseVkey(SIGNER.vkey)

/**
 * The log holds every entry once, each ledger in its order; everything that was ever signed is a beginning of it; and `checkpoint`
 * is the newest. All stories are of fewer entries than a bundle holds.
 */
export function brokenLog(stores: Stores, entriesOf: (name: string) => readonly Sealed[]): readonly string[] {
  const { names } = stores
  const { objects } = stores.archive
  const note = objects.get('checkpoint')
  if (note === undefined) return ['the log was never signed']
  const newest = openCheckpoint(note, KEY, 'checkpoint')
  const bundle = objects.get(bundlePath(0n, Number(newest.size)))
  if (bundle === undefined) return ['the log has no bundle']
  const leaves = decodeBundle(bundle).map((bytes) => Buffer.from(bytes).toString('utf8'))
  const roots = rootsOf(leaves)
  const signed = [...objects].flatMap(([name, bytes]) => {
    if (!name.startsWith('checkpoints/')) return []
    const { size, root } = openCheckpoint(bytes, KEY, name)
    const now = roots[Number(size)]
    const holds = name === `checkpoints/${size}` && now !== undefined && sameHash(now, root)
    return [{ size, problem: holds ? undefined : `${name} is no beginning of the log` }]
  })
  const greatest = signed.map(({ size }) => size).reduce((a, b) => (a > b ? a : b), 0n)
  const whole = [...names].flatMap((name) => entriesOf(name).map(({ entry }) => entry.body))
  return [
    ...wronglyPublished(stores),
    ...signed.flatMap(({ problem }) => problem ?? []),
    ...(greatest === newest.size ? [] : [`checkpoint is of ${newest.size}, and ${greatest} was signed`]),
    ...(sameHash(roots[Number(newest.size)] ?? new Uint8Array(), newest.root)
      ? []
      : ['checkpoint has another root']),
    ...(leaves.length === whole.length ? [] : [`the log has ${leaves.length} of ${whole.length} entries`]),
    ...[...names].flatMap((name) => {
      const its = leaves.filter((leaf) => leaf.includes(`"ledger":"${name}"`))
      const same = JSON.stringify(its) === JSON.stringify(entriesOf(name).map(({ entry }) => entry.body))
      return same ? [] : [`${name} is not in the log once and in its order`]
    }),
  ]
}

/** What was public is kept under its size, and every public size was greater than the one before. */
function wronglyPublished({ published, archive }: Stores): readonly string[] {
  const sizes = published.map((note) => openCheckpoint(note, KEY, 'checkpoint').size)
  return sizes.flatMap((size, i) => [
    ...(Buffer.from(archive.objects.get(`checkpoints/${size}`) ?? []).equals(published[i] ?? Buffer.of(0))
      ? []
      : [`checkpoints/${size} is not what was public`]),
    ...(i === 0 || size > (sizes[i - 1] ?? 0n) ? [] : [`${size} was public after ${sizes[i - 1]}`]),
  ])
}

function rootsOf(leaves: readonly string[]) {
  let edge = EMPTY_EDGE
  const roots = [rootOf(edge)]
  for (const leaf of leaves) {
    edge = appendLeaf(edge, leafHash(Buffer.from(leaf)))
    roots.push(rootOf(edge))
  }
  return roots
}
