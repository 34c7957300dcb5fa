import { describe, expect, it } from 'vitest'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import { createMemoryLedger } from '../../../lambdas/ledger/memory-ledger.ts'
import { appendAll, type Json } from '../../support/asking.ts'
import { sealEvents } from '../../support/believing.ts'
import { at } from '../../support/listings.ts'
import { acting, json, LISTED, ONE } from './acting.ts'

const HOLD = `${ONE}/${LISTED}/hold`
const token = (text: string) => ({ headers: { authorization: `Bearer ${text}` } })
const as = (who: string, reason: string) => ({ ...json({ reason }), ...token(who) })
const holdsIn = (answer: Json) => (answer['holds'] ?? []) as readonly Json[]

describe('in the record', () => {
  it('a broken hold stays, with the time, and its checkpoint is no longer held', async () => {
    const { ask, ledger, head } = await acting()
    const { json: placed } = await ask(HOLD, 'PUT', as('a', 'audit'))
    await ask(HOLD, 'PUT', as('b', 'released before'))
    await ask(HOLD, 'DELETE', token('b'))
    const { state } = await head()
    const [hold] = state.holds
    const { uuid: _uuid, firstSeenAt, recordedSeq, ...fields } = state.listed[0] ?? {}
    const ending: LedgerEvent = {
      kind: 'checkpoint-cleared',
      severity: 'silent',
      uuid: LISTED,
      data: {
        ...fields,
        first_seen_at: String(firstSeenAt),
        last_seen_at: at(60),
        recorded_seq: String(recordedSeq),
        cause: 'storage-cleared',
      },
    }
    const broken: LedgerEvent = {
      kind: 'hold-broken',
      severity: 'critical',
      uuid: LISTED,
      data: {
        holds: [{ hold: hold?.id ?? '', reason: 'audit', actor: 'a', at: at(3_600) }],
        ended: 'cleared',
      },
    }
    await appendAll(ledger, sealEvents(await head(), [ending, broken], 7_200))
    const { json: item } = await ask(`${ONE}/${LISTED}`)
    expect(item).toMatchObject({ status: 'cleared', ended_at: at(7_200), held: null })
    expect(holdsIn(item)).toMatchObject([
      { id: holdsIn(placed)[0]?.['id'], released_at: null, broken_at: at(7_200) },
      { reason: 'released before', released_at: at(3_600), broken_at: null },
    ])
    expect((item['events'] as readonly Json[]).map(({ kind }) => kind)).toEqual([
      'checkpoint-recorded',
      'size-dropped',
      'alert-raised',
      'hold-placed',
      'hold-placed',
      'hold-released',
      'checkpoint-cleared',
      'hold-broken',
      'alert-raised',
    ])
    const { items } = (await ask(`${ONE}?status=cleared`)).json
    expect(items).toHaveLength(1)
    expect(items?.[0]).toMatchObject({ held: null, holds: item['holds'] })
    const again = await ask(HOLD, 'PUT', as('a', 'audit'))
    expect([again.status, again.json.error_code]).toEqual([409, 'CheckpointEnded'])
  })

  it('history reads not one entry more where nobody ever held anything', async () => {
    const read: string[] = []
    const plain = createMemoryLedger()
    const counting = {
      ...plain,
      readForward: async (name: string, from: number, limit: number) => {
        read.push(`${name} ${from}`)
        return plain.readForward(name, from, limit)
      },
    }
    const { ask } = await acting({ ledger: counting })
    await ask(`${ONE}?status=listed`)
    const before = read.length
    await ask(HOLD, 'PUT', as('a', 'audit'))
    read.length = 0
    await ask(`${ONE}?status=listed`)
    expect(read.length).toBe(before)
  })
})
