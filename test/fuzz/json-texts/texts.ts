import { apart, bytesApart } from '../apart.ts'

/** Whole texts that are JSON. */
export const TEXTS: readonly string[] = [
  [' [1]', '[2] ', '[1\n]', '[ 4]', '["a"]\n', ' [] ', '\t\r\n []\r\n', '[ "asd"]', '[""]', '[{}]'],
  ['[[[]]]'],
  '['.repeat(128) + ']'.repeat(128),
  `${'{"a":'.repeat(128)}1${'}'.repeat(128)}`,
  `[${'[],'.repeat(3_000)}[]]`,
].flat()

/** Whole texts that are none. */
export const NO_TEXTS: readonly string[] = [
  ['', ' ', '\n', '\ufeff', '\ufeff[]', '\ufeff{}', '[]\ufeff', ' \ufeff[]', '\u0000', '[]\u0000'],
  ['[\u0000]', '[\u2060]', '[\f]'],
  ...apart(String.raw`
    [""], ¦ [,1] ¦ [1,,2] ¦ ["x",,] ¦ ["x"]] ¦ ["",] ¦ ["x" ¦ [x ¦ [3[4]] ¦ [,] ¦ [   , ""] ¦ [1,] ¦ [1,,] ¦ ["" ¦ [1, ¦ [{} ¦ [ ¦ ] ¦ [1
    [1]x ¦ [1]] ¦ ["asd] ¦ 1] ¦ [][] ¦ []{} ¦ ["x", truth] ¦ {"x", null} ¦ {"x"::"b"} ¦ {🇨🇭} ¦ {"a":"a" 123} ¦ {key: 'value'}
    {"a" b} ¦ {:"b"} ¦ {"a" "b"} ¦ {"a": ¦ {"a" ¦ {1:1} ¦ {9999E9999:1} ¦ {null:null,null:null} ¦ {"id":0,,,,,} ¦ {'a':0} ¦ {"id":0,}
    {"a":"b"}/**/ ¦ {"a":"b"}/**// ¦ {"a":"b"}// ¦ {"a":"b"}/ ¦ {"a":"b",,"c":"d"} ¦ {a: "b"} ¦ {"a":"a ¦ {"a":"b"}# ¦ {"a":"b"}#{}
    { "foo" : "bar", "a" } ¦ {"x": true, ¦ {}} ¦ {"": ¦ {"a":/*comment*/"b"} ¦ {"a": true} "x" ¦ [' ¦ [, ¦ [{ ¦ ["a ¦ ["a" ¦ ["\ ¦ {
    {] ¦ {, ¦ {[ ¦ {"a ¦ {'a' ¦ [} ¦ ["\{["\{["\{["\{ ¦ [ false, nul ¦ [ true, fals ¦ [ false, tru ¦ {"asd":"asd" ¦ []/**/
    [],[] ¦ while(1);[] ¦ <html></html> ¦ a=1&b=2 ¦ %PDF-1.4 ¦ [: ¦ [1:] ¦ {"a":1]`),
  ['["a",\n4\n,1,', '["\u000ba"\\f]', '[1,\n1\n,1', '{[: "x"}\n', '//\n[]', '# c\n[]', '[]\n[]'],
  ['{}\n{}', '\u001e[]\n', ")]}'\n[]"],
  ['\u00a0[]', '\u000b[]', '[]\u000c', '\u2028[]', '\u3000[]', 'data: []\n\n', '---\n- a'],
  ['['.repeat(100_000), '[{"":'.repeat(50_000), '['.repeat(100_000) + ']'.repeat(100_000)],
  `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
  // Deeper than serde_json goes, and we.
  ['['.repeat(129) + ']'.repeat(129), '['.repeat(500) + ']'.repeat(500)],
  [`${'{"a":'.repeat(129)}1${'}'.repeat(129)}`],
].flat()

/** Texts that are no UTF-8 (RFC 3629). */
export const NO_UTF8: readonly Uint8Array[] = [
  ...bytesApart('ff ¦ fe ¦ e5 ¦ e9 ¦ 80 ¦ bf ¦ c0 ¦ c1 ¦ ef bb ¦ ef bb 7b 7d ¦ ff fe ¦ fe ff ¦ f8 ¦ fc'),
  // A lone continuation, a lone lead, Latin-1, a lead cut short.
  ...bytesApart(`
    5b 22 ff 22 5d ¦ 5b 22 e9 22 5d ¦ 5b 22 81 22 5d ¦ 5b 22 80 22 5d ¦ 5b 22 e0 ff 22 5d ¦ 5b 22 e6 97 a5 d1 88 fa 22 5d
    5b 22 c3 22 5d ¦ 5b 22 e2 82 22 5d ¦ 5b 22 f0 9f 98 22 5d ¦ 5b ff 5d ¦ 5b 61 e5 5d ¦ 5b 31 32 33 e5 5d ¦ 5b 31 65 31 e5 5d
    5b 30 e5 5d 0a ¦ 5b 31 65 e5 5d ¦ 5b 22 5c 75 e5 22 5d ¦ 5b 22 5c e5 22 5d ¦ 7b 22 b9 22 3a 22 30 22 2c 7d`),
  // Overlong forms of NUL, of a slash and of others.
  ...bytesApart(`
    5b 22 c0 80 22 5d ¦ 5b 22 c0 af 22 5d ¦ 5b 22 e0 80 af 22 5d ¦ 5b 22 f0 80 80 af 22 5d ¦ 5b 22 c1 bf 22 5d ¦ 5b 22 e0 9f bf 22 5d
    5b 22 f0 8f bf bf 22 5d ¦ 5b 22 f8 80 80 80 af 22 5d ¦ 5b 22 fc 83 bf bf bf bf 22 5d ¦ 5b 22 fc 80 80 80 80 80 22 5d`),
  // Surrogates in bytes (CESU-8), and what lies beyond U+10FFFF.
  ...bytesApart(`
    5b 22 ed a0 80 22 5d ¦ 5b 22 ed bf bf 22 5d ¦ 5b 22 ed a0 bd ed b8 80 22 5d ¦ 5b 22 f4 bf bf bf 22 5d ¦ 5b 22 f4 90 80 80 22 5d
    5b 22 f5 80 80 80 22 5d ¦ 5b 22 ed a0 80 ed a0 80 22 5d ¦ 5b 22 ed a0 80 ed a0 80 ed a0 80 22 5d`),
  // Other encodings: some of them are UTF-8 by chance, none is JSON.
  ...bytesApart(`
    ff fe 5b 00 22 00 e9 00 22 00 5d 00 ¦ 5b 00 22 00 e9 00 22 00 5d 00 ¦ 00 5b 00 22 00 e9 00 22 00 5d ¦ fe ff 00 5b 00 5d
    00 00 00 5b 00 00 00 5d ¦ 5b 00 00 00 5d 00 00 00 ¦ 2b 2f 76 38 5b 5d ¦ dd 73 66 73 5b 5d ¦ 1f 8b 08 00 ¦ ad bd`),
]
