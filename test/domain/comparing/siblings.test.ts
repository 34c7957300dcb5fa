import { describe, expect, it } from 'vitest'
import { isSibling, rotatedOn } from '../../../lambdas/domain/comparing/hosts.ts'
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
