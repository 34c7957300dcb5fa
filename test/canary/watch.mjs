// Looks through all that leaves this process for the canary: standard output and error, files, bodies of requests, and whatever is hashed,
// which is every entry, object and report before it is kept anywhere, in memory too. Plain JavaScript: it is also loaded by the processes
// that tests start (NODE_OPTIONS), npm's own among them. What is found is left as a file for the end of the run (report.ts).
import crypto, { createHash } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

const { CANARY_WATCHED: canary = '', CANARY_REPORTS: reports = '' } = process.env
const keep = fs.writeFileSync
const EIGHT = 8
const IN_BASE64 = 15
// A key is compared by its hash: that is no text that is kept.
const LONGEST_KEY = 256
const parts = Array.from({ length: canary.length / EIGHT }, (_, i) =>
  canary.slice(i * EIGHT, (i + 1) * EIGHT),
)
const forms = [
  ...parts,
  ...parts.map((part) => Buffer.from(part).toString('hex')),
  ...Array.from({ length: Math.max(0, canary.length - IN_BASE64) }, (_, i) =>
    Buffer.from(canary.slice(i, i + IN_BASE64)).toString('base64'),
  ),
].map((form) => Buffer.from(form))

// All parts begin alike: what has none of these has none of the forms, and nearly all that passes here is told by them.
const mark = canary.slice(0, 4)
const base64 = (text) => Buffer.from(text).toString('base64')
const hints = [
  mark,
  Buffer.from(mark).toString('hex'),
  // Wherever a group of three letters begins.
  base64(canary.slice(0, 3)),
  base64(canary.slice(1, 4)),
  base64(canary.slice(2, 5)).slice(0, 3),
].map((hint) => Buffer.from(hint))

let count = 0

/** Never throws: a test must not pass or fail by being watched. */
function look(where, chunk) {
  const bytes = bytesOf(chunk)
  if (bytes === undefined || !holds(bytes)) return
  count += 1
  keep(
    join(reports, `${process.pid}-${count}.json`),
    JSON.stringify({ where, argv: process.argv.slice(1, 4), stack: stackHere() }),
  )
}

function holds(bytes) {
  if (hints.some((hint) => bytes.includes(hint)) && forms.some((form) => bytes.includes(form))) return true
  const plain = unpacked(bytes)
  if (plain !== undefined && holds(plain)) return true
  // DynamoDB's binary values.
  if (!bytes.includes('"B":"')) return false
  return [...bytes.toString('latin1').matchAll(/"B":"([A-Za-z0-9+/=]+)"/g)].some(([, text]) =>
    holds(unbrotlied(Buffer.from(text, 'base64'))),
  )
}

function unpacked(bytes) {
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes)
  } catch {
    // No such thing after all.
  }
  return undefined
}

/** States and overviews are kept so (lambdas/ledger/compressed.ts), which nothing but trying tells. */
function unbrotlied(bytes) {
  try {
    return brotliDecompressSync(bytes)
  } catch {
    return bytes
  }
}

function bytesOf(chunk) {
  if (typeof chunk === 'string') return Buffer.from(chunk)
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  return undefined
}

function stackHere() {
  return (new Error('here').stack ?? '').split('\n').slice(3, 12)
}

// A worker lives through many files, each of which loads this: who is watched already is not watched twice, and three times, and so on.
const WATCHED = Symbol.for('watched for the canary')

function replace(object, name, watching) {
  const plain = object[name]
  if (typeof plain !== 'function' || plain[WATCHED] === true) return
  object[name] = Object.assign(watching(plain), { [WATCHED]: true })
}

/** Puts a look at one of its arguments before a method. */
function watch(object, name, which, where) {
  replace(
    object,
    name,
    (plain) =>
      function watched(...given) {
        const chunk = given[which]
        for (const one of Array.isArray(chunk) ? chunk : [chunk]) look(where, one)
        return plain.apply(this, given)
      },
  )
}

if (canary !== '' && reports !== '') {
  for (const stream of ['stdout', 'stderr']) watch(process[stream], 'write', 0, stream)
  for (const name of ['log', 'info', 'warn', 'error']) watch(console, name, 0, `console.${name}`)
  for (const name of ['writeFile', 'writeFileSync', 'appendFile', 'appendFileSync', 'write', 'writeSync'])
    watch(fs, name, 1, `fs.${name}`)
  for (const name of ['writeFile', 'appendFile']) watch(fs.promises, name, 1, `fs.promises.${name}`)
  const file = await fs.promises.open('/dev/null').catch(() => undefined)
  if (file !== undefined) {
    const prototype = Object.getPrototypeOf(file)
    for (const name of ['write', 'writeFile', 'appendFile', 'writev'])
      watch(prototype, name, 0, `file.${name}`)
    await file.close()
  }
  for (const name of ['write', 'end']) watch(http.ClientRequest.prototype, name, 0, `request.${name}`)
  // Trees are hashed a million times in some tests: nothing is done here that need not be.
  const hashing = Object.getPrototypeOf(createHash('sha256'))
  replace(
    hashing,
    'update',
    (update) =>
      function watched(data, encoding) {
        if (data?.length > LONGEST_KEY) look('hash.update', data)
        return update.call(this, data, encoding)
      },
  )
  replace(
    crypto,
    'hash',
    (hash) =>
      function watched(algorithm, data, ...given) {
        if (data?.length > LONGEST_KEY) look('hash', data)
        return hash.call(this, algorithm, data, ...given)
      },
  )
  syncBuiltinESMExports()
  // Whoever is started from here on is watched as well.
  const option = `--import=${import.meta.url}`
  const { NODE_OPTIONS: options = '' } = process.env
  if (!options.includes(option)) process.env.NODE_OPTIONS = `${options} ${option}`.trim()
}
