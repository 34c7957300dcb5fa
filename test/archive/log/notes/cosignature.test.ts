import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { cosignatureLine, openCosignature } from '../../../../lambdas/archive/log/notes/cosignature.ts'
import { openNote } from '../../../../lambdas/archive/log/notes/note.ts'
import {
  formatWitnessVkey,
  parseVkey,
  parseWitnessVkey,
  witnessKey,
} from '../../../../lambdas/archive/log/notes/verifier-key.ts'
import { testSigner } from '../../../support/logging.ts'

const TEXT = 'log.example/test\n5\n41smjBUiAU70EtKlT6lIOIYtRTYxYXsDB+XHfcvu/BE=\n'

// The keys of transparency-dev/witness's own tests (Apache-2.0): Ed25519 of the seed behind the type byte.
const SEED = Buffer.from('AaLa/dfyBhyo/m0Z7WCi98ENVZWtrP8pxgRNrx7tIWiA', 'base64').subarray(1)
const PKCS8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), SEED])

describe('a cosignature', () => {
  const signer = testSigner('witness.example/w1')
  const key = witnessKey(signer.name, signer.publicKey)
  const noteWith = (...lines: readonly string[]) => `${TEXT}\n${lines.join('\n')}\n`

  it('says when the witness saw the text, and opens with its key', async () => {
    const line = await cosignatureLine(TEXT, signer, 1_679_315_147n)
    expect(openCosignature(noteWith(line), key)).toEqual({ text: TEXT, atSeconds: 1_679_315_147n })
  })

  it('of several times says the latest', async () => {
    const lines = [await cosignatureLine(TEXT, signer, 20n), await cosignatureLine(TEXT, signer, 10n)]
    expect(openCosignature(noteWith(...lines), key)).toMatchObject({ atSeconds: 20n })
  })

  it('is refused with any one byte of it altered, wherever that stands', async () => {
    const line = await cosignatureLine(TEXT, signer, 1_679_315_147n)
    const [name = '', base64 = ''] = line.split(/ (?=[^ ]+$)/)
    const bytes = Buffer.from(base64, 'base64')
    for (let i = 0; i < bytes.length; i += 1) {
      const altered = Uint8Array.from(bytes)
      altered[i] = (altered[i] ?? 0) ^ 1
      const note = noteWith(`${name} ${Buffer.from(altered).toString('base64')}`)
      expect(openCosignature(note, key), `byte ${i}`).toHaveProperty('problem')
    }
  })

  it('is of the text that it was made of, and of no other', async () => {
    const line = await cosignatureLine(TEXT, signer, 1n)
    expect(openCosignature(`${TEXT.replace('\n5\n', '\n6\n')}\n${line}\n`, key)).toHaveProperty('problem')
  })

  it('is no signature of a log, and a signature of a log is none', async () => {
    const line = await cosignatureLine(TEXT, signer, 1n)
    expect(openNote(noteWith(line), parseVkey(signer.vkey))).toHaveProperty('problem')
    expect(() => parseWitnessVkey(signer.vkey)).toThrow('no Ed25519 verifier key of a witness')
    expect(() => parseVkey(formatWitnessVkey(signer.name, signer.publicKey))).toThrow('of a log')
  })

  it('names a time that the specification allows', async () => {
    const late = await cosignatureLine(TEXT, signer, 2n ** 63n - 1n)
    expect(openCosignature(noteWith(late), key)).toMatchObject({ atSeconds: 2n ** 63n - 1n })
    const later = await cosignatureLine(TEXT, signer, 2n ** 63n)
    expect(openCosignature(noteWith(later), key)).toHaveProperty('problem')
  })
})

describe('the public keys and vectors', () => {
  it('reads a key of a witness of the public network as it is published', () => {
    const vkey = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2'
    const key = parseWitnessVkey(vkey)
    expect(key.name).toBe('remora.n621.de')
    expect(formatWitnessVkey(key.name, key.publicKey)).toBe(vkey)
  })

  it('makes the line of the specification: key hash, eight bytes of time, signature', async () => {
    const privateKey = createPrivateKey({ key: PKCS8, format: 'der', type: 'pkcs8' })
    const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32)
    const signer = {
      name: 'witness',
      publicKey,
      sign: async (bytes: Uint8Array) => sign(null, bytes, privateKey),
    }
    const line = await cosignatureLine(TEXT, signer, 1_727_964_367n)
    const bytes = Buffer.from(line.split(' ').at(-1) ?? '', 'base64')
    expect(bytes).toHaveLength(4 + 8 + 64)
    // As in TestCoSigV1Timestamp of transparency-dev/formats.
    const published =
      'ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA=='
    expect(bytes.subarray(4, 12)).toEqual(Buffer.from(published, 'base64').subarray(4, 12))
  })
})
