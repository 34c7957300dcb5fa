import { unixMs } from '../../domain/instant.ts'
import { ITS_OWN } from '../memory-kept.ts'
import {
  type Claim,
  credibleUntilMs,
  type Due,
  laneOf,
  type Outbox,
  type Receipt,
  type RunView,
} from './outbox.ts'

/** The outbox in memory, for tests and simulations. */
export function createMemoryOutbox(kept = ITS_OWN): Outbox {
  const noted = kept.map<string, Due>()
  const due = kept.set<string>()
  const expected = kept.map<string, RunView>()
  const claims = kept.map<string, Claim>()
  const receipts = kept.map<string, Receipt>()
  const refused = kept.set<string>()
  const taken = kept.map<string, ReadonlyMap<string, string>>()
  const unsent = (): readonly Due[] =>
    [...noted.values()]
      .filter(({ announcement }) => due.has(announcement.id))
      .toSorted((a, b) => unixMs(a.notedAt) - unixMs(b.notedAt))
  const ofLane = (lane: string, dues: Iterable<Due>): readonly Due[] =>
    [...dues].filter(({ announcement }) => laneOf(announcement) === lane)
  return {
    note: async (announcements, notedAt) => {
      for (const announcement of announcements) {
        if (noted.has(announcement.id)) continue
        noted.set(announcement.id, { announcement, notedAt })
        due.add(announcement.id)
      }
    },
    notePast: async (announcements, notedAt) => {
      for (const announcement of announcements)
        if (!noted.has(announcement.id)) noted.set(announcement.id, { announcement, notedAt })
    },
    expect: async (run, view) => {
      expected.set(run, view)
    },
    expectedOf: async (run) => expected.get(run),
    countOf: async (lane) => ofLane(lane, noted.values()).length,
    dueOf: async (lane) => ({ due: ofLane(lane, unsent()), unreadable: [] }),
    unsent: async () => ({ due: unsent(), unreadable: [] }),
    claim: async (lane, at, leaseMs) => {
      const before = claims.get(lane)
      const isHeld = before !== undefined && before.untilMs > unixMs(at)
      if (isHeld && before.untilMs <= credibleUntilMs(at, leaseMs)) return 'busy'
      const claim = { untilMs: unixMs(at) + leaseMs, telling: before?.telling ?? null }
      claims.set(lane, claim)
      return claim
    },
    extend: async (lane, claim, { telling, at, leaseMs }) => {
      if (claims.get(lane)?.untilMs !== claim.untilMs) return 'lost'
      const extended = { untilMs: unixMs(at) + leaseMs, telling }
      claims.set(lane, extended)
      return extended
    },
    release: async (lane, claim) => {
      if (claims.get(lane)?.untilMs === claim.untilMs) claims.delete(lane)
    },
    sent: async (_lane, ids, receipt) => {
      for (const id of ids) {
        receipts.set(id, receipt)
        due.delete(id)
      }
    },
    taken: async (id) => taken.get(id) ?? new Map(),
    noteTaken: async (id, ways) => void taken.set(id, new Map(ways)),
    isRefusalNoted: async (id) => refused.has(id),
    noteRefused: async (id) => void refused.add(id),
    receipts: async (ids) =>
      new Map(
        ids.flatMap((id) => {
          const receipt = receipts.get(id)
          return receipt === undefined ? [] : [[id, receipt]]
        }),
      ),
  }
}
