import type { Announcement } from '../domain/announcement.ts'
import { type Instant, unixMs } from '../domain/instant.ts'
import type { Outbox, Receipt } from './outbox.ts'

interface Noted {
  readonly announcement: Announcement
  readonly notedAt: Instant
}

/** The outbox in memory, for tests and simulations. */
export function createMemoryOutbox(): Outbox {
  const noted = new Map<string, Noted>()
  const due = new Set<string>()
  const expected = new Map<string, number>()
  const claims = new Map<string, number>()
  const receipts = new Map<string, Receipt>()
  return {
    note: async (announcement, notedAt) => {
      if (noted.has(announcement.id)) return
      noted.set(announcement.id, { announcement, notedAt })
      due.add(announcement.id)
    },
    expect: async (run, count) => {
      expected.set(run, count)
    },
    expectedOf: async (run) => expected.get(run),
    ofRun: async (run) =>
      [...noted.values()].flatMap(({ announcement }) => (announcement.run === run ? [announcement] : [])),
    unsent: async () =>
      [...noted.values()]
        .filter(({ announcement }) => due.has(announcement.id))
        .toSorted((a, b) => unixMs(a.notedAt) - unixMs(b.notedAt)),
    claim: async (id, at, leaseMs) => {
      if (receipts.has(id)) return 'sent'
      if ((claims.get(id) ?? 0) > unixMs(at)) return 'busy'
      claims.set(id, unixMs(at) + leaseMs)
      return 'claimed'
    },
    sent: async ({ id }, receipt) => {
      receipts.set(id, receipt)
      due.delete(id)
    },
    receipt: async (id) => receipts.get(id),
  }
}
