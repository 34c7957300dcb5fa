/** Answers as long as any that is read (8 MiB), of the forms that are dear to parsers. */
const LENGTH = 8 * 1024 * 1024

export const HEAVY: { readonly [name: string]: () => string } = {
  zeros: () => filled('0'),
  'empty texts': () => filled('""'),
  'empty objects': () => filled('{}'),
  'empty lists': () => filled('[]'),
  'objects of one': () => filled('{"a":1}'),
  'names without end': () => `[{${Array.from({ length: 600_000 }, (_, i) => `"k${i}":0`).join()}}]`,
  'names that are indices': () =>
    `[{${Array.from({ length: 600_000 }, (_, i) => `"${i * 7_919}":0`).join()}}]`,
  'the same name without end': () => `[{${Array.from({ length: 400_000 }, () => '"k":0').join()}}]`,
  'one number': () => `[${'9'.repeat(LENGTH - 2)}]`,
  'one exponent': () => `[1e${'9'.repeat(LENGTH - 4)}]`,
  'one text': () => `["${'a'.repeat(LENGTH - 4)}"]`,
  'one text of escapes': () => `["${String.raw`\u0041`.repeat(LENGTH / 6 - 1)}"]`,
  'escaped quotes': () => `["${String.raw`\"`.repeat(LENGTH / 2 - 2)}"]`,
  backslashes: () => `["${'\\'.repeat(LENGTH - 4)}"]`,
  'backslashes that end nothing': () => `["${'\\'.repeat(LENGTH - 3)}"`,
  'quotes without end': () => '"'.repeat(LENGTH),
  'lists that open': () => '['.repeat(LENGTH),
  'objects that open': () => '{"a":'.repeat(LENGTH / 5),
  'lists in lists': () => '['.repeat(LENGTH / 2) + ']'.repeat(LENGTH / 2),
  'white space': () => `${' '.repeat(LENGTH - 2)}[]`,
  'a long UUID': () => `[{"uuid":"${'a'.repeat(LENGTH - 40)}","fingerprint":1}]`,
  'a long identifier': () => `[{"identifier":"${'é'.repeat(LENGTH / 2 - 40)}"}]`,
  'a long time': () => `[{"recorded_at":"2026-11-01T00:00:00.${'1'.repeat(LENGTH - 60)}Z"}]`,
  'values up to the bound': () => filled('0', 999_000),
  'entries up to the bound': () => filled('{}', 740_000),
  'lists of pipelines': () => filled('{"id":"019e4708-bac8-7c10-b2f7-5cb248871905","name":"a"}'),
}

function filled(value: string, length: number = LENGTH): string {
  return `[${Array.from({ length: Math.floor((length - 2) / (value.length + 1)) }, () => value).join()}]`
}
