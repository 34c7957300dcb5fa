import { describe, expect, it } from 'vitest'
import type { Circumstances } from '../../../lambdas/domain/comparing/finding.ts'
import { changedKey, goneKey } from '../../../lambdas/domain/comparing/suspicion.ts'
import { following, havingSeen, PLAIN, told } from '../../support/believing.ts'
import { checkpoint, NEXT_FINGERPRINT, u64 } from '../../support/listings.ts'

const [A, B, C, D] = [checkpoint(60), checkpoint(120), checkpoint(180), checkpoint(240)] as const
const lost = `checkpoint-missing ${A.uuid}`

describe('a suspicion', () => {
  it('stands where every answer agrees', () => {
    const { events } = following(havingSeen(A, B), [[B], [B], [B]])
    expect(told(events)).toEqual([lost, `alert-raised ${A.uuid}`])
    expect(events[0]?.data['answers']).toBe('3')
  })

  it('falls where one answer shows the checkpoint again, and is not carried on', () => {
    const { head, events, open } = following(havingSeen(A, B), [[B], [B], [A, B]])
    expect([told(events), open]).toEqual([[], []])
    expect(head.state.listed).toHaveLength(2)
  })

  it('that an empty last answer raises stands behind an empty first one, with whatever is full behind that', () => {
    const { head, open } = following(havingSeen(A, B), [[A, B], [A, B], []])
    const again = following(head, [[], [C, D]], PLAIN, { openBefore: open, confirmed: false })
    expect(told(again.events)).toContain(lost)
    const alone = following(havingSeen(A, B), [[], [C, D]], PLAIN, { confirmed: false })
    expect(told(alone.events)).toContain(`checkpoint-retired ${A.uuid}`)
  })

  it('that an empty answer and the one behind it show is shown twice, if both are of one start', () => {
    const half = { confirmed: false, isTwice: true }
    const { open } = following(havingSeen(A), [[], [B]], PLAIN, half)
    expect(open).toEqual([`twice ${goneKey(A.uuid)}`])
    expect(following(havingSeen(A), [[], [B]], PLAIN, { ...half, isTwice: false }).open).toEqual([
      goneKey(A.uuid),
    ])
    expect(following(havingSeen(A), [[B]], PLAIN, half).open).toEqual([goneKey(A.uuid)])
  })

  it('that one of three answers contradicts is for the next run to agree with, whatever was made since', () => {
    const { head, events, open } = following(havingSeen(A, B), [[B], [A, B], [B]])
    expect(told(events)).toEqual([])
    for (const list of [[B], [C, D]]) {
      const again = following(head, [list], PLAIN, { openBefore: open, confirmed: false })
      expect(told(again.events)).toContain(lost)
    }
    const back = following(head, [[A, B]], PLAIN, { openBefore: open, confirmed: false })
    expect(told(back.events)).toEqual([])
  })

  it('that only a last empty answer raises stands where the first of the next run raises it as well', () => {
    const { head, events, open } = following(havingSeen(A, B), [[A, B], [A, B], []])
    expect(told(events)).toEqual([])
    const again = following(head, [[B]], PLAIN, { openBefore: open, confirmed: false })
    expect(told(again.events)).toContain(lost)
    const rotated = following(head, [[C, D]], PLAIN, { openBefore: open, confirmed: false })
    expect(told(rotated.events)).toContain(`checkpoint-retired ${A.uuid}`)
  })

  it('that only the last answer raises stands where the next run lacks it too, whatever was made since', () => {
    const { head, events, open } = following(havingSeen(A), [[A], [A], [B]])
    expect(told(events)).toEqual([`checkpoint-recorded ${B.uuid}`])
    const rotated = following(head, [[B, C]], PLAIN, { openBefore: open, confirmed: false })
    expect(told(rotated.events)).toContain(lost)
    expect(told(rotated.events)).toContain(`checkpoint-recorded ${C.uuid}`)
  })

  it('that an answer between raises is no rotation by what the last one shows, and stands where the next run agrees', () => {
    const { head, events, open } = following(havingSeen(A), [[A], [B], [B, C]])
    expect(told(events)).toEqual([`checkpoint-recorded ${B.uuid}`, `checkpoint-recorded ${C.uuid}`])
    expect(open).toEqual([goneKey(A.uuid)])
    const next = following(head, [[C, D]], PLAIN, { openBefore: open, confirmed: false })
    expect(told(next.events)).toContain(lost)
  })

  it('that the first answer contradicts and a later one raises again stands where the next run agrees', () => {
    const openBefore = [`twice ${goneKey(B.uuid)}`]
    const { open } = following(havingSeen(A, B), [[A, B], [A], [C, D]], PLAIN, { openBefore })
    expect(open).toContain(goneKey(B.uuid))
    const last = following(havingSeen(A, B), [[A, B], [A, B], [A]], PLAIN, { openBefore })
    expect(last.open).toContain(goneKey(B.uuid))
  })

  it('that every answer shows stands though what else the first one lacks is contradicted', () => {
    const { events } = following(havingSeen(A, B), [[C], [A, C, D], [A, C, D]])
    expect(told(events)).toContain(`checkpoint-missing ${B.uuid}`)
    expect(told(events)).not.toContain(lost)
  })

  it('that only two empty answers show stands, and one of them alone does not', () => {
    const two = following(havingSeen(A, B), [[], [], [B, C, D]])
    expect(told(two.events)).toContain(lost)
    const one = following(havingSeen(A, B), [[], [B, C, D], [B, C, D]])
    expect(told(one.events)).toContain(`checkpoint-retired ${A.uuid}`)
  })

  it('that an empty answer between raises is none where the last one shows rotation', () => {
    const { events, open } = following(havingSeen(A), [[A], [], [B, C]])
    expect(told(events)).toContain(`checkpoint-retired ${A.uuid}`)
    expect(open).toEqual([])
  })

  it('that two answers of one start showed is not explained by what was pulled since', () => {
    const half = { confirmed: false, isTwice: true }
    const { head, open } = following(havingSeen(A, B), [[B], [B]], PLAIN, half)
    const pulled: Circumstances = { ...PLAIN, retiredBy: 'pulled' }
    expect(told(following(head, [[C]], pulled, { openBefore: open }).events)).toContain(lost)
    const once = following(havingSeen(A, B), [[B], [B]], PLAIN, { confirmed: false }).open
    expect(told(following(head, [[C]], pulled, { openBefore: once }).events)).not.toContain(lost)
  })

  it('is not turned into rotation by checkpoints made while it was confirmed', () => {
    const { events } = following(havingSeen(A, B), [[B], [B, C], [C, D]])
    expect(told(events)).toContain(lost)
    expect(events.find(({ kind }) => kind === 'checkpoint-missing')?.data['newer_listed']).toBe('1')
  })

  it('is not classified by a first answer that later ones contradict', () => {
    const { events, open } = following(havingSeen(A, B), [[], [B, C], [B, C]])
    expect(told(events)).toEqual([`checkpoint-recorded ${C.uuid}`, `checkpoint-retired ${A.uuid}`])
    expect(open).toEqual([])
  })

  it('of which a contradicted answer leaves too few to confirm it waits for the next run', () => {
    const { events, open } = following(havingSeen(A, B), [[A], [B]])
    expect([told(events), open]).toEqual([[], [goneKey(A.uuid)]])
  })

  it('stands where an empty first answer and the one behind it both show it', () => {
    expect(told(following(havingSeen(A, B), [[], [C]]).events)).toContain(lost)
  })

  it('stands by the other answers where the first was contradicted and at least two agree', () => {
    const { events } = following(havingSeen(A, B), [[], [B], [B]])
    expect(told(events)).toEqual([lost, `alert-raised ${A.uuid}`])
  })

  it('is not classified by an empty first answer, also where all that was known has rotated since', () => {
    const { events } = following(havingSeen(A, B), [[], [C, D], [C, D]])
    expect(told(events).filter((text) => text.startsWith('checkpoint-missing'))).toEqual([])
  })

  it('of a change stands where the checkpoint rotated away before the last answer', () => {
    const changed = { ...A, fingerprint: NEXT_FINGERPRINT }
    const { events } = following(havingSeen(A, B), [
      [changed, B],
      [changed, B],
      [B, C],
    ])
    expect(told(events)).toContain(`fingerprint-changed ${A.uuid}`)
    const retired = events.find(({ kind }) => kind === 'checkpoint-retired')
    expect(retired?.data['fingerprint']).toBe(NEXT_FINGERPRINT)
  })

  it('of a changed value falls where the answers show different values', () => {
    const [x, y] = [
      { ...A, fingerprint: NEXT_FINGERPRINT },
      { ...A, fingerprint: u64('1') },
    ]
    expect(told(following(havingSeen(A), [[x], [y]]).events)).toEqual([])
    expect(told(following(havingSeen(A), [[x], [x]]).events)).toContain(`fingerprint-changed ${A.uuid}`)
  })

  it('that only the last answer raises waits for the next run', () => {
    const { events, head } = following(havingSeen(A, B), [[B], [A, B], [A]])
    expect(told(events)).toEqual([])
    expect(head.state.listed).toHaveLength(2)
  })
})

describe('a suspicion that could not be confirmed', () => {
  it('is no event, and is carried to the next run', () => {
    const { events, open } = following(havingSeen(A, B), [[B]], PLAIN, { confirmed: false })
    expect([told(events), open]).toEqual([[], [goneKey(A.uuid)]])
  })

  it('stands when the next run sees the same and cannot confirm it either', () => {
    const openBefore = [goneKey(A.uuid)]
    const { events, open } = following(havingSeen(A, B), [[B]], PLAIN, { confirmed: false, openBefore })
    expect(told(events)).toContain(lost)
    expect(open).toEqual([])
  })

  it('does not pass for rotation by waiting', () => {
    const openBefore = [goneKey(A.uuid)]
    const { events } = following(havingSeen(A, B), [[C, D]], PLAIN, { confirmed: true, openBefore })
    expect(told(events)).toContain(lost)
    expect(told(events)).toContain(`checkpoint-retired ${B.uuid}`)
  })

  it('does not hold up what is certain', () => {
    const { events } = following(havingSeen(A, B), [[A, C]], PLAIN, { confirmed: false })
    expect(told(events)).toEqual([`checkpoint-recorded ${C.uuid}`])
  })
})

describe('a new checkpoint that the answers show differently', () => {
  const other = { ...C, fingerprint: NEXT_FINGERPRINT }

  it('is recorded as most of them show it', () => {
    const { state } = following(havingSeen(A, B), [
      [B, C],
      [B, C],
      [B, other],
    ])
    expect(state.listed.find(({ uuid }) => uuid === C.uuid)?.fingerprint).toBe(C.fingerprint)
  })

  it('is recorded as it was last shown where none has a majority', () => {
    const { state } = following(havingSeen(A), [[C], [other]])
    expect(state.listed.map(({ fingerprint }) => fingerprint)).toEqual([other.fingerprint])
  })

  it('is recorded with all its digits where the last one has only lost some', () => {
    const rounded = { ...C, fingerprint: u64(String(BigInt(Number(C.fingerprint)))) }
    expect(rounded.fingerprint).not.toBe(C.fingerprint)
    const { state, open } = following(havingSeen(A), [[C], [rounded]])
    expect(state.listed.map(({ fingerprint }) => fingerprint)).toEqual([C.fingerprint])
    expect(open).toEqual([`shown ${changedKey(rounded)}`])
  })

  it('and is gone from the last is recorded as it was first shown', () => {
    const { events } = following(havingSeen(A, B), [[B, C], [B, other], [B]])
    const recording = events.find(({ kind, uuid }) => kind === 'checkpoint-recorded' && uuid === C.uuid)
    expect(recording?.data['fingerprint']).toBe(C.fingerprint)
  })
})

describe('a checkpoint that came and went while we confirmed', () => {
  it('is recorded, and retired by those that followed', () => {
    const { events } = following(havingSeen(A, B), [[B, C].slice(0, 1), [C], [checkpoint(300), D]])
    expect(told(events)).toContain(`checkpoint-recorded ${C.uuid}`)
    expect(told(events)).toContain(`checkpoint-retired ${C.uuid}`)
  })

  it('stays believed where nothing explains its end, for the next run to suspect', () => {
    const { head, events } = following(havingSeen(A, B), [[A, C], [A, C], [A]])
    expect(told(events)).toContain(`checkpoint-recorded ${C.uuid}`)
    expect(head.state.listed.map(({ uuid }) => uuid)).toContain(C.uuid)
    expect(told(events)).not.toContain(`checkpoint-missing ${C.uuid}`)
  })
})
