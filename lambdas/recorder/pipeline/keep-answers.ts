import type { Citation } from '../../domain/citation.ts'
import type { EvidenceBatch } from '../evidence-batch.ts'
import type { Cited } from './citing.ts'
import type { Poll } from './poll.ts'
import type { Task } from './record-pipeline.ts'
import type { Sighting } from './sighting.ts'

/** Keeps every answer of the poll, and says where each is that something is read from. */
export async function keepAnswers(evidence: EvidenceBatch, task: Task, seen: Poll): Promise<Cited> {
  const answers = [...seen.sightings.flatMap(({ asked }) => asked.answers), ...(seen.feed?.answers ?? [])]
  const citations = await evidence.keep(task, answers, task.policy.lockForMs)
  const sightings: (Citation | undefined)[] = []
  let upTo = 0
  for (const { asked, fromList } of seen.sightings) {
    const own = asked.answers.length
    upTo += own
    if (fromList !== null) sightings.push(await keptList(task, fromList))
    // Retries are answers too: the one that counts is the last of its question.
    else sightings.push(own === 0 ? undefined : citations[upTo - 1])
  }
  const objects = new Set<string>()
  for (const citation of [...sightings, ...citations])
    if (citation !== undefined) objects.add(citation.object)
  return { sightings, feed: seen.feed === null ? undefined : citations.at(-1), objects: [...objects] }
}

/** What only the list showed is recorded only if the list is kept: evidence before the entry, always. */
async function keptList({ source }: Task, fromList: NonNullable<Sighting['fromList']>): Promise<Citation> {
  const listed = await fromList
  if (listed === undefined) throw new Error(`${source}: the list that shows it could not be kept`)
  return listed
}
