import type { ArchiveReader } from '../../archive.ts'
import { KEYS, openKeyChange, type StatedChange } from './key-change.ts'

/** What stands under `keys/`, in the order of its numbers; with why, where one cannot be read. */
export async function statedChanges(
  archive: Pick<ArchiveReader, 'get' | 'list'>,
  onProblem: (name: string, problem: unknown) => void,
): Promise<readonly StatedChange[]> {
  const changes: StatedChange[] = []
  for await (const name of archive.list(KEYS)) {
    try {
      const note = await archive.get(name)
      if (note === undefined) throw new Error('is not there any more')
      const change = openKeyChange(note)
      if (name !== `${KEYS}${change.number}`) throw new Error(`is the change ${change.number}`)
      changes.push(change)
    } catch (problem) {
      onProblem(name, problem)
    }
  }
  return changes.toSorted((a, b) => a.number - b.number)
}

/** As `statedChanges`; throws where one cannot be read. */
export async function keyChanges(
  archive: Pick<ArchiveReader, 'get' | 'list'>,
): Promise<readonly StatedChange[]> {
  return statedChanges(archive, (name, cause) => {
    throw new Error(`${name}: is no change of keys`, { cause })
  })
}
