import { parseCheckpoint } from '../archive/log/notes/checkpoint.ts'
import { readNote } from '../archive/log/notes/note.ts'
import type { WitnessedTree } from './witnessed-trees.ts'

/** What the witness kept of a log, read from the note itself: there is no second truth beside it. Throws where it is none. */
export function witnessedTreeIn(note: string): WitnessedTree {
  const read = readNote(note)
  if ('problem' in read) throw new Error(`the kept checkpoint: ${read.problem}`)
  return { ...parseCheckpoint(read.text), note }
}
