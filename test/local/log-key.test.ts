import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { localSigner } from '../../infra/local/log-key.ts'
import { openNote, signNote } from '../../lambdas/archive/log/notes/note.ts'
import { parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'

let directory: string
let places: { readonly logKey: string; readonly logVkey: string }
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'log-key-'))
  places = { logKey: join(directory, 'log.key'), logVkey: join(directory, 'log.vkey') }
})
afterEach(() => rmSync(directory, { recursive: true }))

describe('the key of a data directory', () => {
  it('is made once, for its owner only, with the verifier key beside it', async () => {
    const first = localSigner(places, 'log.example')
    expect(statSync(places.logKey).mode & 0o777).toBe(0o600)
    const again = localSigner(places, 'log.example')
    expect(Buffer.from(again.publicKey).equals(first.publicKey)).toBe(true)
    const key = parseVkey(readFileSync(places.logVkey, 'utf8').trimEnd())
    expect(openNote(await signNote('text\n', first), key)).toEqual({ text: 'text\n' })
  })

  it('is written beside anew where the verifier key was lost', () => {
    localSigner(places, 'log.example')
    const vkey = readFileSync(places.logVkey, 'utf8')
    rmSync(places.logVkey)
    localSigner(places, 'log.example')
    expect(readFileSync(places.logVkey, 'utf8')).toBe(vkey)
  })

  it('is refused, by its path, where the file is none', () => {
    writeFileSync(places.logKey, 'nonsense')
    expect(() => localSigner(places, 'log.example')).toThrow('log.key is no private key')
  })
})
