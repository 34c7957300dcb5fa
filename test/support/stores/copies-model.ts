import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { bornMs, type StoreForm, type Synced } from './synced-store.ts'

/**
 * What must be told of a store, from what was done to it: no listing, no ETag, no memory of the checker's. The truth per object is kept by
 * those who did it.
 */
export interface Truth {
  /** In the catalogs. */
  readonly copies: readonly Synced[]
  readonly lost: ReadonlySet<string>
  readonly damaged: ReadonlySet<string>
  /** Written again, whole, since the last check. */
  readonly rewritten: ReadonlySet<string>
  readonly owner: string | null
  readonly nowMs: number
}

interface ModelCopy {
  readonly uuid: Uuid
  rung: 'synced' | 'complete' | 'verified'
  readonly told: Set<string>
}

export interface Model {
  /** What the next check must tell, as `kind uuid`, sorted. */
  readonly check: (truth: Truth) => readonly string[]
  readonly rungs: () => ReadonlyMap<Uuid, string>
}

export function createModel(form: StoreForm, staleAfterMs: number): Model {
  const copies = new Map<Uuid, ModelCopy>()
  let isLate = false
  let toldOwner: string | null = form.owner

  function check(truth: Truth): readonly string[] {
    const told: string[] = []
    const there = new Set(truth.copies.map(({ checkpoint }) => checkpoint.uuid))
    for (const uuid of copies.keys()) {
      if (there.has(uuid)) continue
      copies.delete(uuid)
      told.push(`${isExcused(uuid, truth) ? 'copy-retired' : 'copy-missing'} ${uuid}`)
    }
    for (const copy of truth.copies) told.push(...tell(copy, truth))
    const hosts = [...new Set(truth.copies.map(({ host }) => host))]
    const newest = hosts.map((host) =>
      Math.max(...truth.copies.flatMap((copy) => (copy.host === host ? [bornMs(copy.checkpoint.uuid)] : []))),
    )
    // The host that lags behind: all of them are needed.
    const late = newest.some((bornAtMs) => truth.nowMs - bornAtMs > staleAfterMs)
    if (late && !isLate) told.push('copy-late')
    if (isLate && !late) told.push('copy-mended')
    isLate = late
    if (truth.owner !== null && truth.owner !== toldOwner && truth.owner !== form.owner)
      told.push('owner-changed')
    if (truth.owner !== null && truth.owner !== toldOwner && truth.owner === form.owner)
      told.push('copy-mended')
    if (truth.owner !== null) toldOwner = truth.owner
    return told.toSorted()
  }

  function tell(copy: Synced, truth: Truth): readonly string[] {
    const { uuid } = copy.checkpoint
    const told: string[] = []
    const before = copies.get(uuid)
    const model = before ?? { uuid, rung: 'synced' as const, told: new Set<string>() }
    copies.set(uuid, model)
    // Without its list nobody knows which batches it needs.
    const isListLost = copy.list !== null && truth.lost.has(copy.list)
    const needed = [
      copy.archive,
      ...(copy.list === null ? [] : [copy.list]),
      ...(isListLost ? [] : copy.batches),
    ]
    const missing = needed.filter((name) => truth.lost.has(name))
    const damaged = needed.filter((name) => !truth.lost.has(name) && truth.damaged.has(name))
    const changed = needed.filter((name) => truth.rewritten.has(name) && before !== undefined)
    for (const [kind, names] of [
      ['copy-incomplete', missing],
      ['copy-corrupt', damaged],
      ['copy-changed', changed],
    ] as const) {
      const isNew = names.some((name) => !model.told.has(`${kind} ${name}`))
      if (isNew) told.push(`${kind} ${uuid}`)
      for (const name of names) model.told.add(`${kind} ${name}`)
      const before = [...model.told].filter((fault) => fault.startsWith(kind))
      const isOver = names.length === 0 && before.length > 0 && kind !== 'copy-changed'
      if (!isOver || before.some((fault) => truth.lost.has(fault.slice(kind.length + 1)))) continue
      told.push(`copy-mended ${uuid}`)
      for (const fault of before) model.told.delete(fault)
    }
    const rung = missing.length > 0 ? 'synced' : damaged.length + changed.length > 0 ? 'complete' : 'verified'
    const order = ['synced', 'complete', 'verified']
    const climbed = before === undefined || order.indexOf(rung) > order.indexOf(before.rung)
    if (climbed && (before === undefined || rung !== 'verified')) told.push(`copy-synced ${uuid}`)
    if (climbed && rung === 'verified') told.push(`copy-verified ${uuid}`)
    // A second writing of what was told to be written again says nothing new, and takes nothing away.
    if (climbed || told.length > 0) model.rung = rung
    return told
  }

  /** Feldera's own rule, where it has one. */
  function isExcused(uuid: Uuid, { copies: there, nowMs }: Truth): boolean {
    if (form.hosts > 1) return false
    const newer = there.filter(({ checkpoint }) => checkpoint.uuid > uuid).length
    return newer >= form.retention.minCount && nowMs - bornMs(uuid) > form.retention.minAgeMs
  }

  return { check, rungs: () => new Map([...copies].map(([uuid, { rung }]) => [uuid, rung])) }
}
