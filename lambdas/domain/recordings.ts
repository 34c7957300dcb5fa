import { type CheckpointMetadata, isTimed } from './checkpoint.ts'
import { fieldsOf } from './event-data.ts'
import type { Circumstances, Finding, Listing } from './finding.ts'
import { inOrderOfBirth } from './order.ts'
import { type Policy, severityOf } from './policy.ts'
import type { State } from './state.ts'

/** What is listed for the first time, and whether its program is that of the one before it. */
export function recordings(believed: State, seen: Listing, circumstances: Circumstances): readonly Finding[] {
  const known = new Set(believed.listed.map(({ uuid }) => uuid))
  const unknown = seen.filter(({ uuid }) => !known.has(uuid) && !circumstances.acquaintances.has(uuid))
  const baseline = circumstances.firstSight || believed.baselineOpen
  const findings: Finding[] = []
  const before: CheckpointMetadata[] = [...believed.listed]
  for (const checkpoint of inOrderOfBirth(unknown)) {
    findings.push(recording(checkpoint, baseline, circumstances.policy))
    // A first sight shows what was there before us: differences within it are history, not change.
    const predecessor = baseline ? undefined : predecessorOf(checkpoint, before, believed)
    if (predecessor !== undefined && predecessor.fingerprint !== checkpoint.fingerprint) {
      findings.push(lineage(predecessor, checkpoint, circumstances.policy))
    }
    before.push(checkpoint)
  }
  return findings
}

function recording(checkpoint: CheckpointMetadata, baseline: boolean, policy: Policy): Finding {
  const kind = 'checkpoint-recorded'
  const data = baseline ? { ...fieldsOf(checkpoint), baseline: true } : fieldsOf(checkpoint)
  return { event: { kind, severity: severityOf(policy, kind), uuid: checkpoint.uuid, data } }
}

function lineage(from: CheckpointMetadata, to: CheckpointMetadata, policy: Policy): Finding {
  const kind = 'lineage-changed'
  const data = { from: { uuid: from.uuid, ...fieldsOf(from) }, to: fieldsOf(to) }
  return { event: { kind, severity: severityOf(policy, kind), uuid: to.uuid, data } }
}

/** The newest one before it: in UUID order where UUIDs carry a time, otherwise the one recorded last. */
function predecessorOf(
  checkpoint: CheckpointMetadata,
  before: Listing,
  believed: State,
): CheckpointMetadata | undefined {
  if (!isTimed(checkpoint.uuid)) return before.at(-1) ?? believed.latest ?? undefined
  const candidates = believed.newest === null ? before : [...before, believed.newest]
  return candidates
    .filter(({ uuid }) => isTimed(uuid) && uuid < checkpoint.uuid)
    .reduce<CheckpointMetadata | undefined>((a, b) => (a === undefined || b.uuid > a.uuid ? b : a), undefined)
}
