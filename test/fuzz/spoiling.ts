import type { Chance } from '../simulation/chance.ts'
import { apart, bytesApart } from './apart.ts'

type Spoil = (body: Buffer, chance: Chance) => Buffer

const INSERTED: readonly Buffer[] = [
  ...bytesApart(
    'efbbbf ¦ 00 ¦ 80 ¦ ff ¦ c080 ¦ c0af ¦ eda080 ¦ f4908080 ¦ e28182 ¦ c3 ¦ f09f98 ¦ c2a0 ¦ e280a8 ¦ 0b ¦ 0c ¦ 1e',
  ),
  ...bytesApart('20 ¦ 09 ¦ 0a ¦ 0d'),
  ...apart(String.raw`, ¦ " ¦ : ¦ [ ¦ ] ¦ { ¦ } ¦ \ ¦ - ¦ + ¦ 0 ¦ . ¦ e ¦ E1 ¦ // ¦ /**/ ¦ null ¦ 1`).map(
    (text) => Buffer.from(text),
  ),
]

/** What may happen to a body on its way: by name, for the count. */
export const SPOILS: { readonly [name: string]: Spoil } = {
  'cut short': (body, chance) => body.subarray(0, at(body, chance)),
  'begun late': (body, chance) => body.subarray(Math.min(body.length, chance.whole(1, 40))),
  'a bit turned': (body, chance) => {
    const turned = Buffer.from(body)
    const where = at(body, chance)
    turned[where] = (turned[where] ?? 0) ^ (1 << chance.whole(0, 7))
    return turned
  },
  'a byte replaced': (body, chance) => spliced(body, at(body, chance), 1, Buffer.of(chance.whole(0, 255))),
  'a byte lost': (body, chance) => spliced(body, at(body, chance), 1),
  'something put in': (body, chance) => spliced(body, chance.whole(0, body.length), 0, chance.pick(INSERTED)),
  'something in place of something': (body, chance) =>
    spliced(body, at(body, chance), chance.whole(1, 8), chance.pick(INSERTED)),
  'a part twice': (body, chance) => {
    const from = at(body, chance)
    return spliced(body, chance.whole(0, body.length), 0, body.subarray(from, from + chance.whole(1, 60)))
  },
  'a part lost': (body, chance) => spliced(body, at(body, chance), chance.whole(2, 60)),
  'a byte order mark': (body, chance) =>
    chance.happens(0.8)
      ? Buffer.concat([Buffer.from('efbbbf', 'hex'), body])
      : Buffer.concat([body, Buffer.from('efbbbf', 'hex')]),
  'another encoding': (body, chance) => {
    const text = body.toString('utf8')
    const wide = Buffer.from(text, 'utf16le')
    return chance.pick([
      wide,
      Buffer.from(wide).swap16(),
      Buffer.from(text, 'latin1'),
      Buffer.from(text, 'utf8'),
    ])
  },
  'twice in a row': (body) => Buffer.concat([body, body]),
  'something behind it': (body, chance) =>
    Buffer.concat([
      body,
      chance.pick([Buffer.from('\n'), Buffer.from(' '), Buffer.from('\u0000'), ...INSERTED]),
    ]),
}

function at(body: Buffer, chance: Chance): number {
  return chance.whole(0, Math.max(0, body.length - 1))
}

function spliced(body: Buffer, from: number, count: number, inserted: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([body.subarray(0, from), inserted, body.subarray(from + count)])
}
