import { describe, expect, it } from 'vitest'
import { apartIn, isSibling, rotatedOn } from '../../../lambdas/domain/comparing/hosts.ts'
import { checkpoint, u64, uuid } from '../../support/listings.ts'

describe('two checkpoints', () => {
  const seven = { steps: u64('7') }
  const untimed = { uuid: uuid('00000000-0000-4000-8000-000000000001') }

  it.each([
    ['of the same steps, begun at once', checkpoint(0, seven), checkpoint(0.1, seven), true],
    ['of the same steps, begun within 5 s', checkpoint(0, seven), checkpoint(5, seven), true],
    ['of the same steps, in the other order', checkpoint(5, seven), checkpoint(0, seven), true],
    ['of the same steps, begun later', checkpoint(0, seven), checkpoint(5.001, seven), false],
    ['of other steps', checkpoint(0, seven), checkpoint(0.1, { steps: u64('8') }), false],
    ['that count no steps', checkpoint(0, { steps: null }), checkpoint(0.1, { steps: null }), false],
    ['of which one has no time', checkpoint(0, seven), checkpoint(0, { ...seven, ...untimed }), false],
    ['of which the other has none', checkpoint(0, { ...seven, ...untimed }), checkpoint(0, seven), false],
  ])('%s may be of two hosts, or not', (_, a, b, expected) => {
    expect(isSibling(a, b)).toBe(expected)
  })
})

describe('on how many hosts one can have been rotated out', () => {
  const on = (host: number, seconds: number) =>
    checkpoint(seconds + host / 10, { steps: u64(String(seconds)) })
  const all = (seconds: number) => [0, 1, 2].map((host) => on(host, seconds))
  const gone = on(0, 600)
  const counting = (seconds: number, steps: string) => checkpoint(seconds, { steps: u64(steps) })

  it.each([
    ['none where too few are later', [on(0, 660)], 2, 0],
    ['one where so many are later as are kept', [on(0, 660), on(0, 720)], 2, 1],
    ['one where one host lists the later ones', [on(0, 660), on(0, 720), on(0, 780)], 2, 1],
    ['three where each of three lists them', [...all(660), ...all(720)], 2, 3],
    ['two where the third lists one less', [...all(660), on(0, 720), on(1, 720)], 2, 2],
    ['none by its own siblings', all(600), 1, 0],
    ['none by older ones', [on(0, 540), on(0, 480)], 1, 0],
    ['one by one that was begun later and counts as many', [counting(660, '600')], 1, 1],
    ['one by one that was begun later and counts fewer', [counting(660, '1')], 1, 1],
    ['one by one that counts more, whenever it was begun', [on(0, 660), counting(0, '999')], 2, 1],
  ])('is %s', (_, list, keepLast, expected) => {
    expect(rotatedOn(gone, list, keepLast, new Set())).toBe(expected)
  })

  it('is the same without times: those of the same steps are of one logical checkpoint', () => {
    const untimed = (digit: number, steps: string) =>
      checkpoint(0, { uuid: uuid(`00000000-0000-4000-8000-00000000000${digit}`), steps: u64(steps) })
    const later = [untimed(1, '7'), untimed(2, '7'), untimed(3, '9'), untimed(4, '9')]
    expect(rotatedOn(untimed(0, '5'), later, 2, new Set())).toBe(2)
    expect(rotatedOn(untimed(0, '5'), later, 3, new Set())).toBe(0)
    expect(rotatedOn(untimed(0, '8'), later, 1, new Set())).toBe(2)
  })
})

describe('of two logical checkpoints, though begun together with the same steps,', () => {
  const seven = (seconds: number) => checkpoint(seconds, { steps: u64('7') })
  const all = [100, 100.1, 100.2, 103, 103.1, 103.2].map(seven)
  const areApart = (i: number, j: number, hosts: number, list = all): boolean => {
    const [a, b] = [all[i], all[j]]
    return a !== undefined && b !== undefined && apartIn(list, hosts)(a, b)
  }

  it.each([
    ['are those of three hosts that were begun one behind the other', 2, 3, 3, true],
    ['are not those of three hosts that were begun at once', 0, 2, 3, false],
    ['is none where there are no more than hosts', 2, 3, 6, false],
  ])('%s', (_, i, j, hosts, expected) => {
    expect(areApart(i, j, hosts)).toBe(expected)
  })

  it('are none that were begun at once, of more hosts than were found out', () => {
    expect(areApart(0, 2, 2, all.slice(0, 3))).toBe(false)
    expect(areApart(1, 4, 2)).toBe(false)
    expect(areApart(0, 3, 1, [100, 103].map(seven))).toBe(true)
  })

  it('is none that is not listed, and none for being listed twice', () => {
    expect(areApart(2, 3, 3, all.slice(0, 3))).toBe(false)
    expect(areApart(0, 2, 3, [...all.slice(0, 3), ...all.slice(0, 3)])).toBe(false)
  })
})
