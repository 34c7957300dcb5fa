import { describe, expect, it } from 'vitest'
import { timedUuid } from '../../support/listings.ts'
import { acting, json, LISTED, LOST, ONE } from './acting.ts'

const HOLD = `${ONE}/${LISTED}/hold`

describe('what cannot be held', () => {
  it.each([
    [LOST, 409, 'CheckpointEnded'],
    [timedUuid(9), 404, 'UnknownCheckpoint'],
    ['00000000-0000-4000-8000-000000000000', 404, 'UnknownCheckpoint'],
    ['not-a-uuid', 404, 'UnknownCheckpoint'],
    ['x'.repeat(5_000), 404, 'UnknownCheckpoint'],
    ['%00', 404, 'UnknownCheckpoint'],
    [`${LISTED}%20`, 404, 'UnknownCheckpoint'],
    ['', 404, 'UnknownCheckpoint'],
    ['%zz', 400, 'InvalidParameter'],
  ])('%s: %i %s', async (uuid, status, code) => {
    const { ask, head, logged } = await acting()
    const before = await head()
    const reply = await ask(`${ONE}/${uuid}/hold`, 'PUT', json({ reason: 'x' }))
    expect([reply.status, reply.json.error_code]).toEqual([status, code])
    expect((await head()).entry.seq).toBe(before.entry.seq)
    expect(logged).toEqual([])
  })

  it('a pipeline that is unknown, or a source that has none of that name', async () => {
    const { ask, logged } = await acting()
    for (const target of [
      `/v0/pipelines/nobody/history/${LISTED}/hold`,
      `${HOLD}?source=elsewhere`,
      `${HOLD}?source=${'s'.repeat(4_000)}`,
      `/v0/pipelines/0/history/${LISTED}/hold?source=recorder`,
    ]) {
      const reply = await ask(target, 'PUT', json({ reason: 'x' }))
      expect([reply.status, reply.json.error_code]).toEqual([404, 'UnknownPipelineName'])
    }
    expect(logged).toEqual([])
  })

  it('with another method, or with a parameter that belongs to DELETE', async () => {
    const { ask } = await acting()
    for (const method of ['GET', 'POST', 'PATCH', 'OPTIONS']) {
      const { status, headers } = await ask(HOLD, method)
      expect([status, headers['allow']]).toEqual([405, 'PUT, DELETE'])
    }
    const reply = await ask(`${HOLD}?id=${'0'.repeat(32)}`, 'PUT', json({ reason: 'x' }))
    expect(reply.json.details).toEqual({ parameter: 'id' })
  })
})
