import { describe, expect, it } from 'vitest'
import { acquaintance, endedAs, endingOf, recordedSince, recordingOf } from '../../lambdas/ledger/lives.ts'
import { at, checkpoint, timedUuid, uuid } from '../support/listings.ts'
import { ended, GAP, NAME, reappeared, recorded, type Written, written } from './written.ts'

const [a, b, c, d] = [checkpoint(10), checkpoint(20), checkpoint(30), checkpoint(40)]
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

describe('what the ledger knows of a UUID that ended', () => {
  it.each([
    ['checkpoint-retired', 'retired'],
    ['checkpoint-missing', 'missing'],
    ['checkpoint-cleared', 'cleared'],
  ] as const)('is all that its last event says: %s', async (kind, as) => {
    const { ledger, head } = await written([GAP], [recorded(a), recorded(b)], [ended(kind, a, 2)], [GAP])
    expect(await acquaintance(ledger, head, a.uuid)).toEqual({
      ...a,
      firstSeenAt: at(7),
      recordedSeq: 2,
      ended: as,
      endedAt: at(120),
      endedSeq: 3,
    })
  })

  it('is nothing where it is listed, and nothing where it never was recorded', async () => {
    const { ledger, head } = await written([recorded(a), recorded(c)], [ended('checkpoint-retired', a, 1)])
    expect(await acquaintance(ledger, head, c.uuid)).toBeUndefined()
    expect(await acquaintance(ledger, head, b.uuid)).toBeUndefined()
    expect(await acquaintance(ledger, undefined, a.uuid)).toBeUndefined()
  })

  it('costs no read where the UUID is greater than all before it, or nothing was recorded yet', async () => {
    const { ledger, head, asked } = await written([recorded(b)])
    expect(await acquaintance(ledger, head, c.uuid)).toBeUndefined()
    expect(asked()).toEqual([])
    const empty = await written([GAP])
    expect(await acquaintance(empty.ledger, empty.head, c.uuid)).toBeUndefined()
    expect(empty.asked()).toEqual([])
  })

  it('is looked for where the UUID is not in that order: one without a time, or from the future', async () => {
    const ahead = checkpoint(30 * 86_400)
    const { ledger, head, asked } = await written(
      [recorded(b), recorded(untimed), recorded(ahead)],
      [untimed, ahead].map((one) => ended('checkpoint-missing', one, 1)),
    )
    expect((await acquaintance(ledger, head, untimed.uuid))?.endedSeq).toBe(2)
    expect((await acquaintance(ledger, head, ahead.uuid))?.endedSeq).toBe(2)
    expect(asked().length).toBeGreaterThan(0)
  })

  it('is refused of an event that ends nothing', () => {
    expect(() => endedAs(reappeared(a, 1))).toThrow('checkpoint-reappeared is no ending')
  })
})

describe('every UUID that was listed at a time or recorded since', () => {
  const story = () =>
    written(
      [recorded(a), recorded(b)],
      [ended('checkpoint-retired', a, 1), GAP],
      [recorded(c), GAP],
      [ended('checkpoint-retired', c, 3)],
      [recorded(d)],
    )

  it.each([
    [-1, [a, b, c, d]],
    [0, [a, b, c, d]],
    [59, [a, b, c, d]],
    [60, [b, c, d]],
    [179, [b, c, d]],
    [180, [b, d]],
    [240, [b, d]],
  ])('is found, at %i s', async (seconds, wanted) => {
    const { ledger, head } = await story()
    const found = await recordedSince(ledger, head, at(seconds))
    expect([...found].toSorted()).toEqual(wanted.map((one) => one.uuid))
  })

  it('is found however few entries a read gives, and no entry is read twice', async () => {
    const { ledger, head, asked } = await story()
    const short = {
      ...ledger,
      readBackward: (name: string, from: number) => ledger.readBackward(name, from, 2),
    }
    expect((await recordedSince(short, head, at(-1))).size).toBe(4)
    expect(asked()).toEqual(['back 5 2', 'back 3 2', 'back 1 2'])
    await recordedSince(short, head, at(180))
    expect(asked()).toEqual(['back 5 2'])
  })

  it('is none where nothing was ever recorded', async () => {
    const { ledger, asked } = await story()
    expect(await recordedSince(ledger, undefined, at(0))).toEqual(new Set())
    expect(asked()).toEqual([])
  })
})
