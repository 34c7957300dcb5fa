import type { Chance } from '../simulation/chance.ts'
import { NO_VALUES, REPEATED, VALUES } from './json-texts/values.ts'

/** Never to be repeated in what is said of an answer: its text may be a secret. */
export const CANARY = 'CANARY'

const EDGES: readonly bigint[] = [
  0n,
  1n << 31n,
  1n << 32n,
  1n << 53n,
  1n << 63n,
  1n << 64n,
  10n ** 19n,
  10n ** 20n,
]

/** An unsigned 64-bit integer, the odd places as likely as all the others. */
export function integer(chance: Chance): string {
  if (chance.happens(0.3)) {
    const edge = chance.pick(EDGES) + BigInt(chance.whole(-2, 2))
    return String(edge < 0n || edge >= 1n << 64n ? 18_446_744_073_709_551_615n : edge)
  }
  if (chance.happens(0.3)) return String(chance.whole(0, 99_999))
  const bits = BigInt(chance.whole(1, 64))
  const random = (BigInt(chance.whole(0, 2 ** 32 - 1)) << 32n) + BigInt(chance.whole(0, 2 ** 32 - 1))
  return String(BigInt.asUintN(Number(bits), random))
}

/** What looks like a number: rewritten, at an edge, or of many digits. */
export function numberText(chance: Chance): string {
  const digits = chance.happens(0.5) ? integer(chance) : manyDigits(chance)
  const form = chance.whole(0, 15)
  if (form === 0) return `-${digits}`
  if (form === 1) return `+${digits}`
  if (form === 2) return `0${digits}`
  if (form === 3) return `${digits}.0`
  if (form === 4) return `${digits}e${chance.whole(-5, 5)}`
  if (form === 5) return `${digits.slice(0, 1)}.${digits.slice(1)}E+${digits.length - 1}`
  if (form === 6) return String(chance.pick(EDGES) + BigInt(chance.whole(-2, 2)))
  if (form === 11) return String((1n << 64n) + BigInt(chance.whole(-1, 1)))
  if (form === 7) return `"${digits}"`
  if (form === 8) return digits.replace(/\d(?=(?:\d{3})+$)/g, '$&,')
  if (form === 9) return `${digits}n`
  if (form === 10)
    return chance.pick(['-0', '0.0', '0e0', '1e19', '1e20', '1E400', '0x10', '1.8446744073709551615e19'])
  return digits
}

function manyDigits(chance: Chance): string {
  const count = Math.round(chance.scaled(1, 400))
  const first = chance.whole(count > 1 ? 1 : 0, 9)
  return String(first) + Array.from({ length: count - 1 }, () => chance.whole(0, 9)).join('')
}

const PIECES = [
  ['a', 'Z', '7', ' ', CANARY, 'é', '€', '𝄞', '🇨🇭', '\u007f', '\u2028', '\ufeff', '\uffff', '/', "'"],
  [':', ',', '[', '}'],
  [String.raw`\"`, String.raw`\\`, String.raw`\/`, String.raw`\b`, String.raw`\n`, String.raw`\u0000`],
  [String.raw`\u00e9`],
  [String.raw`\ud83d\ude39`, String.raw`\uD834\uDD1E`, String.raw`\uFFFF`, String.raw`\u0022`],
  [String.raw`\u005c`],
].flat()
const BAD_PIECES = [
  [String.raw`\ud800`, String.raw`\udfff`, String.raw`\ude39\ud83d`, String.raw`\x`, String.raw`\u12`],
  [String.raw`\u12g4`],
  ['\u0000', '\u001f', '\n', '\t', '"', '\\'],
].flat()

/** A JSON string, about one in ten of which is none, or no text. */
export function stringText(chance: Chance): string {
  const length = chance.happens(0.05) ? chance.whole(250, 1_100) : chance.whole(0, 8)
  const pieces = Array.from({ length }, () => chance.pick(PIECES))
  const bad = chance.happens(0.1) ? [chance.pick(BAD_PIECES)] : []
  return `"${pieces.toSpliced(chance.whole(0, length), 0, ...bad).join('')}"`
}

/** A UUID as Feldera makes them; one in eight in capitals. */
export function uuid(chance: Chance): string {
  const digits = Array.from({ length: 32 }, () => chance.whole(0, 15).toString(16)).join('')
  const text = `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`
  return chance.happens(0.125) ? text.toUpperCase() : text
}

/** A UUID with something wrong about it, mostly. */
export function almostUuid(chance: Chance): string {
  const text = uuid(chance)
  const at = chance.whole(0, 35)
  const other = chance.pick([
    'g',
    '-',
    ' ',
    '',
    'é',
    String.raw`\u0061`,
    '\u0430',
    'A',
    '00',
    '\u0661',
    '/',
    ':',
    '@',
    '`',
    'G',
  ])
  return chance.pick([
    text.slice(0, at) + other + text.slice(at + 1),
    text.replaceAll('-', ''),
    `{${text}}`,
    `urn:uuid:${text}`,
    `${text}\\n`,
    ` ${text}`,
    text.slice(0, at),
    text + text,
  ])
}

/** A time as servers write them, or almost. */
export function timeText(chance: Chance): string {
  const at = new Date(chance.between(Date.UTC(1969, 0), Date.UTC(2101, 0))).toISOString()
  if (chance.happens(0.6))
    return at.replace('Z', chance.pick(['Z', '123Z', '123456Z', '+00:00', '+05:30', '-23:59', 'z']))
  const odd = [
    '2024-02-29T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2000-02-29T12:00:00+12:00',
    '0000-01-01T00:00:00Z',
  ]
  const odder = [
    '2026-01-01T23:59:60Z',
    '2026-13-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-1-1T0:0:0Z',
    '9999-12-31T23:59:59-00:01',
  ]
  const none = [
    '2026-01-01',
    '2026-01-01T00:00Z',
    '2026-01-01 00:00:00Z',
    '1700000000',
    'now',
    '',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00.Z',
  ]
  const far = [
    '+002026-01-01T00:00:00Z',
    '0000-01-01T00:00:00+00:01',
    '2026-01-01T25:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:00+24:00',
  ]
  return chance.pick([
    ...odd,
    ...odder,
    ...none,
    ...far,
    at.replace('T', 't'),
    at.slice(0, chance.whole(0, 24)),
  ])
}

/** Anything: of the collection, a number, a string, something deep or long. */
export function anyText(chance: Chance): string {
  const kind = chance.whole(0, 9)
  if (kind <= 1) return chance.pick(VALUES)
  if (kind === 2) return chance.pick(NO_VALUES)
  if (kind === 3) return chance.pick(REPEATED)
  if (kind <= 5) return numberText(chance)
  if (kind <= 7) return stringText(chance)
  if (kind === 8) return nested(chance)
  return chance.pick(['null', 'null', `"${uuid(chance)}"`, `"${almostUuid(chance)}"`, `"${CANARY}"`])
}

function nested(chance: Chance): string {
  const depth = chance.happens(0.3) ? chance.whole(120, 132) : chance.whole(1, 6)
  const [open, close] = chance.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"b":', '}]'],
  ] as const)
  const inner = chance.pick(['1', 'null', '"x"', '[]', '{}'])
  return open.repeat(depth) + inner + close.repeat(chance.happens(0.9) ? depth : depth - 1)
}
