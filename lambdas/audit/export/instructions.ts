/** What the instructions name: the members of `export.json`. */
export interface Said {
  readonly from: string
  readonly to: string
  readonly origin: string
  readonly size: string
  readonly root: string
  readonly first: string
  readonly end: string
}

/** `VERIFY.md`: how to check an export without anything of ours. Every command in it is run by a test. */
export function instructions({ from, to, origin, size, root, first, end }: Said): string {
  return `# An export of the log \`${origin}\`

Every entry of the log that was recorded from ${from} on and before ${to}: leaves ${first} to ${BigInt(end) - 1n}
(among them may be a few that were recorded at another time, since the log is only about in the order of time). The log had
${size} entries and the root \`${root}\` when this was copied.

What is here:

| | |
| --- | --- |
| \`checkpoint\`, \`log.vkey\` | the signed size and root (C2SP signed note, Ed25519), and the key that signed them |
| \`entries.ndjson\` | the entries: place in the log, ledger, number, hash and exact text |
| \`evidence/\` | the answers of the sources from which they were read: gzip of JSON, a line an answer |
| \`proofs/inclusion.ndjson\` | for each entry the proof that it is in the log (RFC 6962); of the first 1,000 also as \`proofs/tlog/\`, c2sp.org/tlog-proof |
| \`checkpoints/\`, \`proofs/consistency.ndjson\` | what was signed before, and the proofs that the log has only grown since |
| \`tile/\` | the log itself, as far as these entries go, up to its root (c2sp.org/tlog-tiles) |

Nothing here needs our software. The commands below take a POSIX shell in this directory, OpenSSL 3, GNU coreutils, \`xxd\` and \`jq\`;
run them in this order, in one shell. Each ends with an error, or prints a line that says what is true.

## 1. The signature

A key that came with the export proves nothing by itself: **compare \`log.vkey\` with the one that you got another way.**
Where there is a folder \`keys/\`, the log went on under other keys: the last line of text in the newest of them is the one that counts, and is to be compared.

${FENCE}sh
set -eu
work=$(mktemp -d)
sed '/^$/,$d' checkpoint > "$work/text"
sed -n 's/^— [^ ]* //p' checkpoint | base64 -d | tail -c +5 > "$work/signature"
vkey=$(cat log.vkey)
for change in $(ls keys 2>/dev/null | sort -n); do vkey=$(sed -n 7p "keys/$change"); done
{ printf '302a300506032b6570032100' | xxd -r -p; printf '%s' "$vkey" | cut -d+ -f3- | base64 -d | tail -c +2; } > "$work/key"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin -in "$work/text" -sigfile "$work/signature"
size=$(sed -n 2p "$work/text")
root=$(sed -n 3p "$work/text")
test "$size $root" = "$(jq -r '.size + " " + .root' export.json)"
echo "signed: $size entries, root $root"
${FENCE}

## 2. The entries are what they are said to be

An entry's hash is the SHA-256 of a zero byte and its exact text; each entry names the hash of the one before it in its ledger.

${FENCE}sh
jq -r '.hash + " " + .entry' entries.ndjson | while read -r hash entry; do
  test "$hash" = "$(printf '\\0%s' "$entry" | sha256sum | cut -c 1-64)"
done
jq -r '[.ledger, .seq, .hash, (.entry | fromjson | .prev)] | @tsv' entries.ndjson | awk -F '\\t' '
  ($1 in seq) && ($2 != seq[$1] + 1 || $4 != hash[$1]) { print "broken: " $1 " " $2; bad = 1 }
  { seq[$1] = $2; hash[$1] = $3 }
  END { exit bad }'
echo "chained: $(wc -l < entries.ndjson) entries"
${FENCE}

## 3. Each entry is in the signed log

${FENCE}sh
hex() { base64 -d | xxd -p -c 64; }
node() { printf '01%s%s' "$1" "$2" | xxd -r -p | sha256sum | cut -c 1-64; }
signed=$(printf '%s' "$root" | hex)
jq -r '[.index, .hash, .proof[]] | join(" ")' proofs/inclusion.ndjson > "$work/inclusion"
while read -r at hash proof; do
  last=$((size - 1))
  for sibling in $proof; do
    sibling=$(printf '%s' "$sibling" | hex)
    if test $((at % 2)) -eq 1 || test "$at" -eq "$last"; then
      hash=$(node "$sibling" "$hash")
      while test $((at % 2)) -eq 0 && test "$at" -ne 0; do at=$((at / 2)); last=$((last / 2)); done
    else
      hash=$(node "$hash" "$sibling")
    fi
    at=$((at / 2)); last=$((last / 2))
  done
  test "$hash" = "$signed" && test "$last" -eq 0
done < "$work/inclusion"
jq -r '.index + " " + .hash' entries.ndjson > "$work/entries"
jq -r '.index + " " + .hash' proofs/inclusion.ndjson | cmp - "$work/entries"
echo "included: $(wc -l < "$work/inclusion") entries"
${FENCE}

A shell proves some tens of entries a second; for a large export use a verifier of its own. The same with any verifier of c2sp.org/tlog-proof: give it a file of \`proofs/tlog/\`, the entry's text and \`log.vkey\`. A client of
c2sp.org/tlog-tiles reads this directory like the log itself, for these entries.

## 4. The evidence

An object's name is its SHA-256, and every object that an entry cites is here.

${FENCE}sh
mkdir -p evidence
for object in evidence/*; do
  test -e "$object" || continue
  test "$(basename "$object")" = "$(sha256sum < "$object" | cut -c 1-64)"
done
jq -r '.entry | fromjson | .evidence[]' entries.ndjson | sort -u | while read -r name; do
  test -f "evidence/$name"
done
echo "cited: $(ls evidence | wc -l) objects"
${FENCE}

An event names the answer that it was read from in \`data.evidence\`: the object, the line in it and the SHA-256 of the answer's body.
All of them at once:

${FENCE}sh
jq -r '.entry | fromjson | .events[].data.evidence // empty | select(.sha256) | .object + " " + .line + " " + .sha256' entries.ndjson |
  sort -u > "$work/cited"
while read -r object line sha256; do
  gzip -dc < "evidence/$object" | sed -n "\${line}p" > "$work/answer"
  test "$sha256" = "$(jq -r .sha256 "$work/answer")"
  if jq -e '.body != null' "$work/answer" > "$work/said"; then
    test "$sha256" = "$(jq -j .body "$work/answer" | sha256sum | cut -c 1-64)"
  fi
done < "$work/cited"
echo "read: $(wc -l < "$work/cited") answers"
${FENCE}

## 5. The log has only grown

Each checkpoint that was signed before is the beginning of this log. One that you kept yourself is worth most: it must equal the one
of its size in \`checkpoints/\`, byte for byte.

${FENCE}sh
jq -r '[.from_size, .from_root, .proof[]] | join(" ")' proofs/consistency.ndjson > "$work/consistency"
while read -r size1 root1 proof; do
  test "$root1" = "$(sed -n 3p "checkpoints/$size1")"
  root1=$(printf '%s' "$root1" | hex)
  at=$((size1 - 1)); last=$((size - 1))
  while test $((at % 2)) -eq 1; do at=$((at / 2)); last=$((last / 2)); done
  # A size that is a power of two: its root is the first hash itself.
  old=; if test "$at" -eq 0; then old=$root1; new=$root1; fi
  for hash in $proof; do
    hash=$(printf '%s' "$hash" | hex)
    if test -z "$old"; then old=$hash; new=$hash; continue; fi
    test "$last" -ne 0
    if test $((at % 2)) -eq 1 || test "$at" -eq "$last"; then
      old=$(node "$hash" "$old"); new=$(node "$hash" "$new")
      while test $((at % 2)) -eq 0 && test "$at" -ne 0; do at=$((at / 2)); last=$((last / 2)); done
    else
      new=$(node "$new" "$hash")
    fi
    at=$((at / 2)); last=$((last / 2))
  done
  test "$old $new $last" = "$root1 $signed 0"
done < "$work/consistency"
for checkpoint in checkpoints/*; do
  sed '/^$/,$d' "$checkpoint" > "$work/text"
  sed -n 's/^— [^ ]* //p' "$checkpoint" | base64 -d | tail -c +5 > "$work/signature"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin -in "$work/text" -sigfile "$work/signature" > "$work/said"
done
rm -r "$work"
echo "consistent: every earlier checkpoint"
${FENCE}

## What this does not prove

That the export has every entry of its period: an entry that was left out lies outside of leaves ${first} to ${BigInt(end) - 1n}, and only the whole
archive shows that. That the log was not cut off behind ${size} entries: only a checkpoint that was kept elsewhere shows that. That the
sources told the truth: the evidence is what they answered.
`
}

const FENCE = '```'
