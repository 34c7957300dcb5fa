import { describe, expect, it } from 'vitest'
import { endingOf, recordingOf } from '../../lambdas/ledger/lives.ts'
import { checkpoint, timedUuid, uuid } from '../support/listings.ts'
import { ended, GAP, NAME, reappeared, recorded, type Written, written } from './written.ts'

const [a, b, c] = [checkpoint(10), checkpoint(20), checkpoint(30)]
const untimed = checkpoint(0, { uuid: uuid('00000001-0000-4000-8000-000000000000') })

async function recordingSeq({ ledger, head }: Written, one = a): Promise<number | undefined> {
  const found = await recordingOf(ledger, NAME, head, one.uuid)
  if (found !== undefined) expect(found.event).toEqual(recorded(one))
  return found?.sealed.entry.seq
}

describe('where a checkpoint was recorded', () => {
  it('is known of a listed one at once', async () => {
    const told = await written([recorded(a), recorded(b)], [recorded(c)], [GAP])
    expect(await recordingSeq(told, b)).toBe(1)
    expect(told.asked()).toEqual(['at 1'])
  })

  it('is found by halves where it ended and came in order', async () => {
    const told = await written(
      [recorded(a)],
      [recorded(b)],
      [recorded(c)],
      [ended('checkpoint-retired', b, 2)],
      [ended('checkpoint-retired', a, 1)],
    )
    expect([await recordingSeq(told, a), await recordingSeq(told, b)]).toEqual([1, 2])
    expect(told.asked().length).toBeLessThanOrEqual(8)
  })

  it('is found by the chain of the late ones where it came out of order', async () => {
    const told = await written(
      [recorded(b)],
      [recorded(a)],
      [GAP],
      [recorded(untimed)],
      [ended('checkpoint-retired', a, 2), ended('checkpoint-missing', untimed, 4)],
    )
    expect(await recordingSeq(told, a)).toBe(2)
    expect(await recordingSeq(told, untimed)).toBe(4)
  })

  it('is not where it was seen again, nor lost behind those that came late after it', async () => {
    const ahead = checkpoint(30 * 86_400)
    const told = await written(
      [recorded(b)],
      [recorded(a), recorded(ahead)],
      [ended('checkpoint-missing', a, 2), ended('checkpoint-missing', ahead, 2)],
      [reappeared(a, 2)],
      [ended('checkpoint-retired', a, 2)],
    )
    expect([await recordingSeq(told, a), await recordingSeq(told, ahead)]).toEqual([2, 2])
  })

  it('is nowhere where it never was', async () => {
    const told = await written([recorded(b)], [recorded(a)], [ended('checkpoint-retired', b, 1)])
    for (const one of [checkpoint(15), checkpoint(5), checkpoint(50), untimed])
      expect(await recordingSeq(told, one)).toBeUndefined()
    expect(await recordingSeq(await written([GAP]))).toBeUndefined()
  })

  it('is looked for among the late ones no further back than an hour before it was begun', async () => {
    const hour = 3_600
    const late = [recorded(checkpoint(-1)), recorded(checkpoint(-2)), recorded(checkpoint(-3))] as const
    const told = await written([recorded(checkpoint(3 * hour))], [late[0]], [late[1]], [late[2]])
    const chain = async (bornAt: number) => {
      expect(await recordingOf(told.ledger, NAME, told.head, timedUuid(bornAt))).toBeUndefined()
      // The halves that come before it are the same for each.
      return told.asked().slice(4)
    }
    // The entries stand at 60, 120 and 180 seconds.
    expect(await chain(hour + 181)).toEqual(['at 4'])
    expect(await chain(hour + 180)).toEqual(['at 4', 'at 3'])
    expect(await chain(hour + 121)).toEqual(['at 4', 'at 3'])
    expect(await chain(hour + 120)).toEqual(['at 4', 'at 3', 'at 2'])
    await recordingOf(told.ledger, NAME, told.head, untimed.uuid)
    expect(told.asked()).toEqual(['at 4', 'at 3', 'at 2'])
  })
})

describe('where a checkpoint ended', () => {
  async function endOf(told: Written, one = a) {
    const recording = await recordingOf(told.ledger, NAME, told.head, one.uuid)
    if (recording === undefined) throw new Error('not recorded')
    const found = await endingOf(told.ledger, NAME, told.head, recording)
    return found && [found.sealed.entry.seq, found.event]
  }

  it('is nowhere as long as it is listed, or where the recording names none', async () => {
    const told = await written([recorded(a), recorded(b)], [ended('checkpoint-retired', b, 1)])
    expect(await endOf(told)).toBeUndefined()
    const [sealed] = told.entries
    if (sealed === undefined) throw new Error('nothing was written')
    expect(await endingOf(told.ledger, NAME, told.head, { sealed, event: GAP })).toBeUndefined()
  })

  it('is told of this one, whatever ended beside it', async () => {
    const all = [a, b, c].map((one) => ended('checkpoint-retired', one, 1))
    const told = await written([recorded(a), recorded(b), recorded(c)], [GAP], all, [GAP])
    for (const [i, one] of [a, b, c].entries()) expect(await endOf(told, one)).toEqual([3, all[i]])
  })

  it('is its last end where it came back', async () => {
    const last = ended('checkpoint-retired', a, 1)
    const told = await written(
      [recorded(a), recorded(b)],
      [ended('checkpoint-missing', a, 1)],
      [reappeared(a, 1)],
      [ended('checkpoint-missing', b, 1)],
      [reappeared(b, 1)],
      [last],
      [GAP],
    )
    expect(await endOf(told)).toEqual([6, last])
  })

  it('is its last end, however long it was away before', async () => {
    const last = ended('checkpoint-retired', a, 1)
    const away = [GAP]
    const first = [ended('checkpoint-missing', a, 1)]
    const told = await written(
      [recorded(a), recorded(b)],
      first,
      away,
      away,
      away,
      [reappeared(a, 1)],
      away,
      [last],
    )
    expect(await endOf(told)).toEqual([8, last])
  })

  it('is the first of which it is listed no more, though another came back later', async () => {
    const first = ended('checkpoint-missing', a, 1)
    const told = await written(
      [recorded(a), recorded(b)],
      [first],
      [ended('checkpoint-missing', b, 1)],
      [reappeared(b, 1)],
    )
    expect(await endOf(told)).toEqual([2, first])
  })

  it('without an event is said: somebody has edited a state', async () => {
    const told = await written([recorded(a), recorded(b)], [ended('checkpoint-retired', a, 1)])
    const [sealed] = told.entries
    if (sealed === undefined) throw new Error('nothing was written')
    const gone = { ...told.head, state: { ...told.head.state, listed: [] } }
    const ledger = {
      ...told.ledger,
      readForward: async (_: string, seq: number) => [seq === 2 ? gone : sealed],
    }
    await expect(endingOf(ledger, NAME, gone, { sealed, event: recorded(b) })).rejects.toThrow(
      `prod/orders 2: ${b.uuid} ends without an event`,
    )
  })
})
