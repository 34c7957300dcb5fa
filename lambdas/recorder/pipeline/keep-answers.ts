import type { Citation } from '../../archive/evidence.ts'
import type { EvidenceBatch } from '../evidence-batch.ts'
import type { Cited } from './citing.ts'
import type { Poll } from './poll.ts'
import type { Task } from './record-pipeline.ts'

/** Keeps every answer of the poll, and says where each is that something is read from. */
export async function keepAnswers(evidence: EvidenceBatch, task: Task, seen: Poll): Promise<Cited> {
  const own = seen.sightings.map(({ asked }) => asked.answers.length)
  const answers = [...seen.sightings.flatMap(({ asked }) => asked.answers), ...(seen.feed?.answers ?? [])]
  const kept = evidence.keep(task, answers, task.policy.lockForMs)
  const lists = Promise.all(seen.sightings.map(async ({ fromList }) => (await fromList) ?? undefined))
  const citations = await kept
  const listed = await lists
  // Retries are answers too: the one that counts is the last of its question.
  const sightings = seen.sightings.map((sighting, i): Citation | undefined => {
    const upTo = own.slice(0, i + 1).reduce((sum, count) => sum + count, 0)
    if (sighting.fromList === null) return own[i] === 0 ? undefined : citations[upTo - 1]
    // What only the list showed is recorded only if the list is kept: evidence before the entry, always.
    if (listed[i] === undefined) throw new Error(`${task.source}: the list that shows it could not be kept`)
    return listed[i]
  })
  const all = [...sightings, ...citations].flatMap((citation) =>
    citation === undefined ? [] : [citation.object],
  )
  return {
    sightings,
    feed: seen.feed === null ? undefined : citations.at(-1),
    objects: [...new Set(all)],
  }
}
