import { describe, expect, it } from 'vitest'
import { announcementsOf } from '../../../lambdas/domain/telling/announcement.ts'
import {
  parseReminderId,
  type Remindable,
  reminderDue,
  reminderId,
  reminderOf,
} from '../../../lambdas/domain/telling/reminder.ts'
import { loss } from '../../publisher/notify/telling.ts'
import { at, T0 } from '../../support/listings.ts'

const HOUR_MS = 3_600_000
const LOUD: Remindable = { state: 'firing', severity: 'critical', raisedAt: at(0) }
const FLAPS: Remindable = { state: 'firing', severity: 'warning', raisedAt: at(0), flapping: true }

describe('a reminder', () => {
  it.each<[string, Partial<Remindable>, number, number, { n: number; at: number } | undefined]>([
    ['is due once the time has passed', {}, HOUR_MS, 3_600, { n: 1, at: 3_600 }],
    ['is not due before', {}, HOUR_MS, 3_599.999, undefined],
    ['is one, the newest, however many were missed', {}, HOUR_MS, 9_000, { n: 1, at: 7_200 }],
    ['is counted on', { reminded: { n: 4, dueAt: at(7_200) } }, HOUR_MS, 10_800, { n: 5, at: 10_800 }],
    ['is not due again at once', { reminded: { n: 4, dueAt: at(7_200) } }, HOUR_MS, 10_799, undefined],
    ['is due never where nobody wants one', {}, 0, 999_999, undefined],
    ['is due never for a time that is none', {}, -HOUR_MS, 999_999, undefined],
    ['is of what is critical alone', { severity: 'warning' }, HOUR_MS, 9_000, undefined],
    ['is of what nobody has acknowledged', { state: 'acknowledged' }, HOUR_MS, 9_000, undefined],
  ])('%s', (_, other, everyMs, seconds, expected) => {
    const due = reminderDue({ ...LOUD, ...other }, everyMs, T0 + seconds * 1_000)
    expect(due).toEqual(expected && { n: expected.n, dueAt: at(expected.at) })
  })

  it.each<[string, Partial<Remindable>, number, boolean]>([
    ['an hour and a minute later, when what ended it would have been taken in', {}, 3_660, true],
    ['not before', {}, 3_659.999, false],
    ['once', { reminded: { n: 1, dueAt: at(3_600) } }, 9_000, false],
    ['and not where it has ended', { state: 'resolved' }, 9_000, false],
  ])(
    'of a warning that flapped and lasted is due %s, whatever is wanted of reminders',
    (_, other, seconds, isDue) => {
      for (const everyMs of [0, HOUR_MS])
        expect(reminderDue({ ...FLAPS, ...other }, everyMs, T0 + seconds * 1_000)).toEqual(
          isDue ? { n: 1, dueAt: at(3_600) } : undefined,
        )
    },
  )

  it('is found by the id of its alert and its number, or as what fires where it flapped', () => {
    expect(reminderId({ id: 'a1' }, 3)).toBe('a1/reminder/3')
    expect(reminderId({ id: 'a1', flapping: true }, 1)).toBe('a1/firing')
    expect(parseReminderId('a1/reminder/12')).toEqual({ alertId: 'a1', n: 12 })
    expect(parseReminderId('a1/firing')).toEqual({ alertId: 'a1', n: 1 })
    for (const id of [
      'a1/resolved',
      'a1',
      'x/a1/firing',
      'a1/reminder/',
      'a1/reminder/1x',
      'a1/firing/1',
      '/firing',
    ])
      expect(parseReminderId(id)).toBeUndefined()
  })

  it('repeats what was told, with its number, and is of no run', () => {
    const [firing] = announcementsOf(loss('orders').entry)
    if (firing === undefined) throw new Error('a loss is announced')
    const reminder = reminderOf(firing, 3, { raisedAt: at(0) })
    expect(reminder).toEqual({
      ...firing,
      id: `${firing.alertId}/reminder/3`,
      state: 'reminder',
      n: '3',
      run: null,
      summary: `Reminder 3: nobody has acknowledged this alert, which fires since ${at(0)}. ${firing.summary}`,
    })
    expect(reminderOf(firing, 1, { raisedAt: at(0), flapping: true })).toEqual({
      ...firing,
      run: null,
      summary: `This came and went so often that it was no longer told; it has lasted since ${at(0)}. ${firing.summary}`,
    })
  })
})
