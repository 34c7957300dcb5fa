import { apart } from '../apart.ts'

/** Values that are JSON (RFC 8259), whatever a parser makes of them; after the categories of the well-known suites. */
export const VALUES: readonly string[] = [
  ...apart(String.raw`
    null ¦ true ¦ false ¦ [] ¦ {} ¦ "" ¦ " " ¦ "asd" ¦ [[]   ] ¦ [null, 1, "1", {}] ¦ [1,null,null,null,2]
    0 ¦ -0 ¦ 1 ¦ 42 ¦ 123 ¦ -1 ¦ -123 ¦ -0.1 ¦ 123.456789 ¦ 1.0 ¦ 1.000000000000000005 ¦ -1.0e+28 ¦ 1.0e+28
    0e1 ¦ 0e+1 ¦ 0E0 ¦ 20e1 ¦ 1E22 ¦ 1E-2 ¦ 1E+2 ¦ 1e-2 ¦ 1e+2 ¦ 123e45 ¦ 123e65 ¦ 123.456e78 ¦ 1E6 ¦ 1E-999
    123.456e-789 ¦ 1.5e+9999 ¦ -1e+9999 ¦ 123123e100000 ¦ -123123e100000 ¦ 123e-10000000
    9007199254740991 ¦ 9007199254740992 ¦ 9007199254740993 ¦ 1000000000000000 ¦ 10000000000000000999
    9223372036854775807 ¦ 9223372036854775808 ¦ -9223372036854775808 ¦ -9223372036854775809
    18446744073709551614 ¦ 18446744073709551615 ¦ 18446744073709551616 ¦ 18446744073709551617 ¦ 99999999999999999999
    100000000000000000000 ¦ -123123123123123123123123123123 ¦ -237462374673276894279832749832423479823246327846
    "\u0060\u012a\u12AB" ¦ "\uD801\udc37" ¦ "\ud83d\ude39\ud83d\udc8d" ¦ "\"\\\/\b\f\n\r\t" ¦ "\\u0000" ¦ "\"" ¦ "\\a" ¦ "\\n"
    "\u0012" ¦ "\uFFFF" ¦ "\uDBFF\uDFFF" ¦ "new\u00A0line" ¦ "\u0000" ¦ "\u002c" ¦ "\uD834\uDd1e" ¦ "\u0821" ¦ "\u0123"
    "\u0061\u30af\u30EA\u30b9" ¦ "new\u000Aline" ¦ "\uA66D" ¦ "\u005C" ¦ "\uDBFF\uDFFE" ¦ "\uD83F\uDFFE" ¦ "\u200B" ¦ "\u2064"
    "\uFDD0" ¦ "\uFFFE" ¦ "\u0022" ¦ "A\u0000B" ¦ "a/*b*/c/*d//e" ¦ "asd " ¦ "π" ¦ "€𝄞" ¦ "⍂㈴⍂" ¦ "🇨🇭"
    {"asd":"sdf", "dfg":"fgh"} ¦ {"asd":"sdf"} ¦ {"":0} ¦ {"foo\u0000bar": 42} ¦ {"a":[]} ¦ { "min": -1.0e+28, "max": 1.0e+28 }
    {"title":"\u041f\u043e\u043b\u0442\u043e\u0440\u0430 \u0417"} ¦ {"__proto__":{"fingerprint":7}} ¦ {"constructor":{"prototype":{}}}
    {"toString":1,"hasOwnProperty":2} ¦ {"0":1,"1":[2]} ¦ {"2":1,"1":2,"0":[3]}`),
  // Halves of a pair: JSON, and no text.
  ...apart(String.raw`
    "\uDADA" ¦ "\uD888\u1234" ¦ "\uD800\n" ¦ "\uDd1ea" ¦ "\uD800\uD800\n" ¦ "\ud800" ¦ "\uD800" ¦ "\ud800abc" ¦ "\uDd1e\uD834"
    "\uDFAA" ¦ "\uD800\uD800" ¦ "\uD800\uD800\uD800" ¦ {"\uDFAA":0} ¦ {"\ud83d":1,"\ude00":2}`),
  ['"\u007f"', '"a\u007fa"', '"\u2028"', '"\u2029"', '"\u{10ffff}"', '"\uffff"', '"\u{1bfff}"'],
  ['"\ufeff"', '{\n"a": "b"\n}'],
  ['{"\u00e9":"NFC","e\u0301":"NFD"}', '{"e\u0301":"NFD","\u00e9":"NFC"}'],
  `{"x":[{"id": "${'x'.repeat(40)}"}], "id": "${'x'.repeat(40)}"}`,
  ['9'.repeat(400), `1${'0'.repeat(20)}`, `0.${'9'.repeat(400)}`, `1e${'9'.repeat(30)}`],
  [`0.4e00${'6'.repeat(120)}`, `-0.${'0'.repeat(77)}1`],
].flat()

/** Objects that say the same name twice: JSON by its grammar, refused by us and by serde_json. */
export const REPEATED: readonly string[] = apart(String.raw`
  {"a":"b","a":"c"} ¦ {"a":"b","a":"b"} ¦ {"a":1,"a":2} ¦ {"a":1,"a":1} ¦ {"a":0, "a":-0} ¦ {"":0,"":1} ¦ {"1":1,"1":1}
  {"a":1,"\u0061":2} ¦ {"a":{"b":1,"b":2}} ¦ [{"a":[],"b":0,"a":[]}] ¦ {"__proto__":1,"__proto__":2} ¦ {"a":[1,2],"a":[3,4,5]}`)

/** What stands where a value should, and is none. */
export const NO_VALUES: readonly string[] = [
  ...apart(String.raw`
    fals ¦ nul ¦ tru ¦ True ¦ NULL ¦ undefined ¦ NaN ¦ -NaN ¦ Inf ¦ +Inf ¦ Infinity ¦ -Infinity ¦ nullnull ¦ truth ¦ 1 true ¦ 3[4] ¦ 1:2
    ++1234 ¦ +1 ¦ -01 ¦ -012 ¦ 012 ¦ 00 ¦ -00 ¦ 00.0 ¦ -00.0 ¦ 00e0 ¦ -00e0 ¦ -1.0. ¦ -2. ¦ .-1 ¦ .123 ¦ -.123 ¦ .2e-3 ¦ 0.1.2 ¦ 0.3e+
    0.3e ¦ 0.e1 ¦ 0E+ ¦ 0E ¦ 0e+ ¦ 0e ¦ 1.0e+ ¦ 1.0e- ¦ 1.0e ¦ 1 000.0 ¦ 1eE2 ¦ 2.e+3 ¦ 2.e-3 ¦ 2.e3 ¦ 9.e+ ¦ 1. ¦ １ ¦ 1+2 ¦ 0x1 ¦ 0x42
    0e+-1 ¦ -123.123foo ¦ -foo ¦ - 1 ¦ -1x ¦ 1ea ¦ 1.2a-3 ¦ 1.8011670033376514H-308 ¦ - ¦ --1 ¦ 1_000 ¦ 1n ¦ 0b1 ¦ 0o7 ¦ 1e1.5 ¦ ١ ¦ 2@
    abc ¦ aå ¦ å ¦ * ¦ <.> ¦ <null> ¦ 'single quote' ¦ ' ¦ é ¦ "": 1 ¦ x ¦ " ¦ "asd ¦ "a ¦ "\x00" ¦ "\\\" ¦ "\🌀" ¦ "\" ¦ "\u00A"
    "\uD834\uDd" ¦ "\uD800\uD800\x" ¦ "\a" ¦ "\uqqqq" ¦ "\UA66D" ¦ "\uD800\" ¦ "\uD800\u" ¦ "\uD800\u1" ¦ "\uD800\u1x" ¦ "\u+123"
    "\251" ¦ \u0020"asd" ¦ \u000A"" ¦ \n ¦ "" x ¦ ""x ¦ "a""b" ¦ /*c*/1 ¦ 1/*c*/ ¦ #1 ¦ <!-- -->1 ¦ new Date() ¦ (1) ¦ =1 ¦ 1; ¦ @
    {a:1} ¦ {,} ¦ [,] ¦ {"a":1,} ¦ [1,] ¦ {"a"} ¦ {"a":} ¦ {:1} ¦ {1:1} ¦ {'a':1} ¦ [1 2] ¦ {"a":1 "b":2} ¦ {"a"=1} ¦ [1;2]`),
  ['1\u0000', '123\u0000', '"\\\t"', '"\\', '"\\\u0000"', '"a\u0000a"', '"new\nline"', '"\t"', '"\r"'],
  ['"\u001f"', '"\u000ba"'],
  ['"\u000ba"\\f', '\f', '\u2060', '\u00a0', '\u0000', ' \u0085 ', '1//c\n', '`x`'],
].flat()
