import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import { bodyBytes } from '../../lambdas/domain/entry.ts'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { fieldsOf } from '../../lambdas/domain/event-data.ts'
import { evolve } from '../../lambdas/domain/evolve.ts'
import { type Sealed, sealAll } from '../../lambdas/domain/sealing.ts'
import { NOTHING_YET } from '../../lambdas/domain/state.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { at, checkpoint, FINGERPRINT, NEXT_FINGERPRINT, timedUuid, u64, uuid } from '../support/listings.ts'

/** The i-th of checkpoints whose every digit is random, so that they compress as badly as real ones; the same for the same i. */
export function recordedAtRandom(i: number): LedgerEvent {
  const hex = sha256Hex(String(i))
  const digits = (from: number) => u64(String(BigInt(`0x${hex.slice(from, from + 16)}`)))
  const one = checkpoint(i, {
    uuid: uuid(
      `${timedUuid(i * 61).slice(0, 14)}7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`,
    ),
    identifier: `backup-${hex.slice(18, 34)}`,
    fingerprint: digits(0),
    size: digits(16),
    steps: digits(32),
    processed_records: digits(48),
  })
  return { kind: 'checkpoint-recorded', severity: 'silent', uuid: one.uuid, data: fieldsOf(one) }
}

/** What every implementation owes its callers; `create` gives one that is empty, or another name space of the same. */
export function describeLedger(implementation: string, create: () => { ledger: Ledger; name: string }): void {
  describe(`${implementation}: the contract of a ledger`, () => {
    const recorded = (seconds: number, fingerprint = FINGERPRINT): LedgerEvent => {
      const one = checkpoint(seconds, { fingerprint })
      return { kind: 'checkpoint-recorded', severity: 'silent', uuid: one.uuid, data: fieldsOf(one) }
    }

    const sealed = (
      name: string,
      head: Sealed | undefined,
      events: readonly LedgerEvent[],
      run = 'run',
    ): Sealed => {
      const draft = { at: at(0), by: 'recorder', epoch: null, events, evidence: [], ledger: name, run }
      const [first] = sealAll(head, draft)
      if (first === undefined) throw new Error('nothing to seal')
      return first
    }

    const filled = async (ledger: Ledger, name: string, count: number): Promise<readonly Sealed[]> => {
      const all: Sealed[] = []
      for (let i = 1; i <= count; i += 1) {
        const next = sealed(name, all.at(-1), [recorded(i)])
        expect(await ledger.append(next)).toBe('appended')
        all.push(next)
      }
      return all
    }

    // One answer may hold fewer than asked for: DynamoDB ends it at 1 MB.
    const readAll = async (ledger: Ledger, name: string): Promise<readonly Sealed[]> => {
      const all: Sealed[] = []
      for (;;) {
        const page = await ledger.readForward(name, all.length + 1, 100)
        if (page.length === 0) return all
        all.push(...page)
      }
    }

    it('has no head before anything was appended', async () => {
      const { ledger, name } = create()
      expect(await ledger.head(name)).toBeUndefined()
      expect(await ledger.readBackward(name, 10, 10)).toEqual([])
      expect(await ledger.readForward(name, 1, 10)).toEqual([])
    })

    it('shows what was appended at once, byte for byte, with the state after it', async () => {
      const { ledger, name } = create()
      const [, last] = await filled(ledger, name, 2)
      expect(await ledger.head(name)).toEqual(last)
    })

    it.each(['0', '14128757731148314856', '14128757731148314857', '18446744073709551615'])(
      'keeps every digit of %s',
      async (digits) => {
        const { ledger, name } = create()
        await ledger.append(sealed(name, undefined, [recorded(1, u64(digits))]))
        const head = await ledger.head(name)
        expect(head?.state.listed[0]?.fingerprint).toBe(digits)
        expect(head?.entry.body).toContain(`"fingerprint":"${digits}"`)
      },
    )

    it('gives a place to one only, and changes nothing for the other', async () => {
      const { ledger, name } = create()
      const [mine, theirs] = [sealed(name, undefined, [recorded(1)]), sealed(name, undefined, [recorded(2)])]
      expect(await ledger.append(theirs)).toBe('appended')
      expect(await ledger.append(mine)).toBe('head-moved')
      expect(await ledger.head(name)).toEqual(theirs)
    })

    it('gives a place to exactly one of many who ask at the same time', async () => {
      const { ledger, name } = create()
      const rivals = Array.from({ length: 8 }, (_, i) => sealed(name, undefined, [recorded(i)], `run-${i}`))
      const outcomes = await Promise.all(rivals.map((rival) => ledger.append(rival)))
      expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1)
      expect(await ledger.head(name)).toEqual(rivals[outcomes.indexOf('appended')])
    })

    it('takes the very same entry again for appended: its first answer was lost', async () => {
      const { ledger, name } = create()
      const one = sealed(name, undefined, [recorded(1)])
      expect([await ledger.append(one), await ledger.append(one)]).toEqual(['appended', 'appended'])
      expect(await ledger.readForward(name, 1, 10)).toHaveLength(1)
    })

    it('keeps ledgers apart', async () => {
      const { ledger, name } = create()
      await filled(ledger, name, 1)
      expect(await ledger.head(`${name}-2`)).toBeUndefined()
    })

    it('reads both ways, from any place, as many as asked for', async () => {
      const { ledger, name } = create()
      await filled(ledger, name, 12)
      const seqs = (all: readonly Sealed[]) => all.map(({ entry }) => entry.seq)
      expect(seqs(await ledger.readBackward(name, 11, 3))).toEqual([11, 10, 9])
      expect(seqs(await ledger.readBackward(name, 2, 50))).toEqual([2, 1])
      expect(seqs(await ledger.readBackward(name, 99, 1))).toEqual([12])
      expect(seqs(await ledger.readForward(name, 9, 2))).toEqual([9, 10])
      expect(seqs(await ledger.readForward(name, 11, 50))).toEqual([11, 12])
      expect(seqs(await ledger.readForward(name, 13, 50))).toEqual([])
    })

    it.each([0, 1, 2, 99, 100, 101, 250, 2_000])('keeps %i checkpoints listed at once', async (count) => {
      const { ledger, name } = create()
      const events = Array.from({ length: count }, (_, i) => recordedAtRandom(i))
      const draft = { at: at(0), by: 'recorder', epoch: null, events, evidence: [], ledger: name, run: 'run' }
      const all = sealAll(undefined, draft)
      for (const one of all) expect(await ledger.append(one)).toBe('appended')
      const head = await ledger.head(name)
      expect(head?.state.listed.length ?? 0).toBe(count)
      expect(all.map(({ entry }) => bodyBytes(entry.body)).filter((bytes) => bytes > 60_000)).toEqual([])
      const read = await readAll(ledger, name)
      expect(read.map(({ entry }) => entry.hash)).toEqual(all.map(({ entry }) => entry.hash))
      expect(read.reduce((state, { entry }) => evolve(state, entry), NOTHING_YET)).toEqual(
        head?.state ?? NOTHING_YET,
      )
    })

    it('refuses a state larger than an item can hold, and keeps nothing of it', async () => {
      const { ledger, name } = create()
      const one = sealed(name, undefined, [recorded(1)])
      const large = { ...one, state: { ...one.state, epoch: randomBytes(400_000).toString('base64') } }
      await expect(ledger.append(large)).rejects.toThrow(
        `${name} 1: the state is larger than an item can hold`,
      )
      expect(await ledger.head(name)).toBeUndefined()
    })

    it('tells two fingerprints apart that a JS number cannot', async () => {
      const { ledger, name } = create()
      await ledger.append(sealed(name, undefined, [recorded(1, FINGERPRINT), recorded(2, NEXT_FINGERPRINT)]))
      const head = await ledger.head(name)
      expect(new Set(head?.state.listed.map(({ fingerprint }) => fingerprint)).size).toBe(2)
    })
  })
}
