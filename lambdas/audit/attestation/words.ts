import type { Attestation } from './attestation.ts'
import type { ProvenCheck } from './proven.ts'

/** What an attestation comes to, for people, once it is proven. `next`: the check after, where there is one. */
export function wordsOf(
  { pipeline, at, listed, before, after, meanwhile }: Attestation,
  next: ProvenCheck | undefined,
): readonly string[] {
  const uuids = listed.map(({ uuid }) => uuid)
  const last = `${pipeline} at ${at}: ${uuids.length === 0 ? 'nothing' : uuids.join(', ')} listed, as it answered at ${before.received_at}`
  if (after === null || next === undefined)
    return [
      last,
      `no later answer is in the log of this size: nothing is said of the time after ${before.received_at}`,
    ]
  const shown: readonly string[] = next.shown.checkpoints.map(({ uuid }) => uuid)
  const [gone, come] = [
    uuids.filter((uuid) => !shown.includes(uuid)),
    shown.filter((uuid) => !uuids.includes(uuid)),
  ]
  const changes = [
    ...(gone.length > 0 ? [`no longer ${gone.join(', ')}`] : []),
    ...(come.length > 0 ? [`newly ${come.join(', ')}`] : []),
  ]
  const later = `the next answer, at ${after.received_at}, listed ${changes.length === 0 ? 'the same' : changes.join(' and ')}`
  return [
    last,
    later,
    `entries of ${pipeline} meanwhile: ${meanwhile.length === 0 ? 'none' : meanwhile.join(', ')}`,
  ]
}
