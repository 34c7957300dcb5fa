import * as z from 'zod/mini'
import { parseUuid, type Uuid } from '../../domain/checkpoint.ts'
import type { ReadSpan } from './blocks.ts'
import { jsonIn } from './json-bytes.ts'
import { damaged, type Parsed, unknown } from './parsed.ts'
import { readZipDirectory, type ZipDirectory, type ZipMember } from './zip-directory.ts'
import { checkMember, shown } from './zip-member.ts'

/** What an archive (`<uuid>.zip`, the checkpoint's own folder) was found to hold. */
export interface ArchiveSeen {
  /** Members by their name within the checkpoint's folder, wherever in the archive that folder stands. */
  readonly has: (file: string) => boolean
  /** The list of batches, where the archive carries it (`dependencies.json`). */
  readonly dependencies: Uint8Array | undefined
  /** The checkpoint that its `state.json` speaks of; undefined where it does not say. */
  readonly uuid: Uuid | undefined
}

const MAX_MEMBERS = 100_000
// So that an archive of 10 MB cannot cost the unpacking of a terabyte.
const MAX_UNPACKED_BYTES = 64 * 1_024 * 1_024 * 1_024
// It carries the configuration and the offsets of every connector.
const MAX_STATE_BYTES = 8 * 1_024 * 1_024
export const MAX_DEPENDENCIES_BYTES = 16 * 1_024 * 1_024
const KEPT: ReadonlyMap<string, number> = new Map([
  ['state.json', MAX_STATE_BYTES],
  ['dependencies.json', MAX_DEPENDENCIES_BYTES],
])

/** Reads the directory and every member, and compares their CRC-32. Holds a few MiB at a time. */
export async function checkArchive(read: ReadSpan, bytes: number): Promise<Parsed<ArchiveSeen>> {
  const directory = await readZipDirectory(read, bytes)
  if (directory.kind !== 'whole') return directory
  const { members } = directory.value
  if (members.length > MAX_MEMBERS) return unknown(`an archive of ${members.length} members`)
  if (members.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0) > MAX_UNPACKED_BYTES)
    return unknown('an archive that unpacks to more than 64 GiB')
  return checkMembers(read, directory.value)
}

async function checkMembers(read: ReadSpan, directory: ZipDirectory): Promise<Parsed<ArchiveSeen>> {
  const names = new Set<string>()
  const kept = new Map<string, Uint8Array>()
  const folder = folderIn(directory.members)
  for (const member of directory.members) {
    const file = fileOf(member, folder)
    if (file === undefined) continue
    if (names.has(file)) return damaged(`it has two members ${shown(file)}`)
    names.add(file)
    const keepBytes = KEPT.get(file) ?? 0
    const content = await checkMember(read, directory, member, keepBytes)
    if (content.kind !== 'whole') return content
    if (keepBytes > 0 && member.unpackedBytes <= keepBytes) kept.set(file, content.value)
  }
  const state = kept.get('state.json')
  return {
    kind: 'whole',
    value: {
      has: (file) => names.has(file),
      dependencies: kept.get('dependencies.json'),
      uuid: state === undefined ? undefined : uuidIn(state),
    },
  }
}

const stateForm = z.object({ circuit: z.object({ uuid: z.string() }) })

/** `circuit` is the checkpoint's own metadata (controller/checkpoint.rs). */
function uuidIn(state: Uint8Array): Uuid | undefined {
  const json = jsonIn(state)
  const parsed = stateForm.safeParse(json.kind === 'whole' ? json.value : undefined)
  return parsed.success ? parseUuid(parsed.data.circuit.uuid) : undefined
}

/**
 * The folder in which the checkpoint's own files stand, empty or with a slash at its end: how Feldera names members is nowhere documented.
 * Where neither of its two marks is there, the archive may be of a form that we do not know.
 */
function folderIn(members: readonly ZipMember[]): string {
  const marks = members.flatMap(
    ({ name }) => /^(.*\/)?(?:state\.json|CHECKPOINT)$/.exec(name)?.slice(1, 2) ?? [],
  )
  return marks.map((folder) => folder ?? '').toSorted((a, b) => a.length - b.length)[0] ?? ''
}

/** `state.json` of `<uuid>/state.json`. Folders are no files. */
function fileOf({ name }: ZipMember, folder: string): string | undefined {
  if (name.endsWith('/')) return undefined
  return name.startsWith(folder) ? name.slice(folder.length) : name
}
