import { createPrivateKey, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openNote, signNote } from '../../../../lambdas/archive/log/notes/note.ts'
import { formatVkey, parseVkey } from '../../../../lambdas/archive/log/notes/verifier-key.ts'

// The example of golang.org/x/mod/sumdb/note, where the format comes from: its published key pair signs nothing of ours.
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1)
const TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const LINE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
const NOTE = `${TEXT}\n${LINE}`

// The example of c2sp.org/tlog-checkpoint is one of sum.golang.org under other names.
const SUM = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'
const SUM_TEXT = 'go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'
const SUM_LINE =
  '— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n'

const key = parseVkey(PETER)
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), SEED]),
  format: 'der',
  type: 'pkcs8',
})
const signer = {
  name: key.name,
  publicKey: key.publicKey,
  sign: (bytes: Uint8Array): Promise<Uint8Array> => Promise.resolve(sign(null, bytes, privateKey)),
}
const signed = (text: string) => signNote(text, signer)
const problem = (note: string | Uint8Array) => {
  const opened = openNote(note, key)
  return 'problem' in opened ? opened.problem : undefined
}

describe('a verifier key', () => {
  it('reads and writes those of other implementations', () => {
    for (const text of [PETER, SUM, 'TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6']) {
      const { name, publicKey, keyHash } = parseVkey(text)
      expect(formatVkey(name, publicKey)).toBe(text)
      expect(text.split('+')[1]).toBe(Buffer.from(keyHash).toString('hex'))
    }
  })

  it.each([
    ['another hash', PETER.replace('c74f', 'c74e')],
    ['another name', PETER.replace('Peter', 'Pater')],
    ['a hash in capitals', PETER.replace('c74f20a3', 'C74F20A3')],
    ['a newline at the end', `${PETER}\n`],
    ['a space in the name', PETER.replace('Peter', 'Peter ')],
    ['no name', PETER.replace('PeterNeumann', '')],
    ['another algorithm', 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['a key too long', 'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=='],
    ['base64 that is not the one', PETER.replace('10TW', '10T_')],
    ['only part of it', PETER.slice(0, -1)],
    ['nothing', ''],
  ])('is refused with %s', (_, text) => {
    expect(() => parseVkey(text)).toThrow(Error)
  })

  it('is refused as none where it is not Ed25519, and as forged where the hash does not fit', () => {
    const type = 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
    expect(() => parseVkey(type)).toThrow('no Ed25519 verifier key')
    expect(() => parseVkey(PETER.replace('c74f', 'c74e'))).toThrow('of another key')
  })

  it.each(['', 'a b', 'a+b', 'a\nb', 'a\u007f', 'a\u0085', 'a\u00a0b', 'a\u2003b', '\ud800'])(
    'is not made for the name %j',
    (name) => {
      expect(() => formatVkey(name, key.publicKey)).toThrow('no name')
    },
  )

  it('is 32 bytes', () => {
    expect(() => formatVkey('log.example', new Uint8Array(31))).toThrow('31 bytes')
  })
})

describe('signing', () => {
  it('gives the published notes byte for byte', async () => {
    expect(await signed(TEXT)).toBe(NOTE)
    expect(openNote(NOTE, key)).toEqual({ text: TEXT })
    expect(openNote(Buffer.from(NOTE), key)).toEqual({ text: TEXT })
    expect(openNote(`${SUM_TEXT}\n${SUM_LINE}`, parseVkey(SUM))).toEqual({ text: SUM_TEXT })
  })

  it('opens again, blank lines, other alphabets and signature-like lines in the text and all', async () => {
    for (const text of [
      '\n',
      'a\n\nb\n',
      'a\n\n',
      'trafitto da un raggio di sole: è 😂\n',
      `x\n\n${LINE}`,
      '\ufeffa\n',
    ]) {
      const note = await signed(text)
      expect(openNote(note, key)).toEqual({ text })
      expect(openNote(Buffer.from(note), key)).toEqual({ text })
    }
  })

  it.each(['', 'no newline', 'a\r\n', 'a\tb\n', 'a\u0000\n', '\ud800\n'])(
    'refuses the text %j',
    async (text) => {
      await expect(signed(text)).rejects.toThrow(Error)
    },
  )

  it('says of a text without a newline at the end that it has none', async () => {
    await expect(signed('a\n\nb')).rejects.toThrow('ends in a newline')
  })

  it('refuses a name that cannot stand in a note', async () => {
    await expect(signNote(TEXT, { ...signer, name: 'a b' })).rejects.toThrow('no name')
  })

  it('lets no signature out that is not of its key', async () => {
    const wrong = (signature: Uint8Array) =>
      signNote(TEXT, { ...signer, sign: () => Promise.resolve(signature) })
    await expect(wrong(new Uint8Array(64))).rejects.toThrow('not right')
    await expect(wrong(sign(null, Buffer.from('other\n'), privateKey))).rejects.toThrow('not right')
    await expect(wrong(new Uint8Array(3))).rejects.toThrow('not right')
    await expect(wrong(new Uint8Array())).rejects.toThrow('no signature')
  })
})

describe('opening', () => {
  const other = `— witness.example ${Buffer.alloc(76, 3).toString('base64')}\n`

  it('passes over the signatures of others, before and after', () => {
    expect(openNote(`${TEXT}\n${other}${LINE}${other}`, key)).toEqual({ text: TEXT })
  })

  it('takes neither the name alone nor the hash alone for the key', () => {
    const sameName = LINE.replace('x08go', 'y08go')
    const sameHash = LINE.replace('PeterNeumann', 'EnochRoot')
    expect(problem(`${TEXT}\n${sameName}`)).toBe('not signed by PeterNeumann')
    expect(problem(`${TEXT}\n${sameHash}`)).toBe('not signed by PeterNeumann')
    expect(openNote(`${TEXT}\n${sameName}${sameHash}${LINE}`, key)).toEqual({ text: TEXT })
  })

  it('is refused when one signature of the key is not right, also beside one that is', () => {
    const bad = LINE.replace('kuBS', 'kuBT')
    const short = `— PeterNeumann ${Buffer.from('x08go/ZJ', 'base64').toString('base64')}\n`
    expect(problem(`${TEXT}\n${bad}`)).toContain('not right')
    expect(problem(`${TEXT}\n${LINE}${bad}`)).toContain('not right')
    expect(problem(`${TEXT}\n${short}`)).toContain('not right')
    expect(problem(NOTE.replace('answer', 'Answer'))).toContain('not right')
  })

  it('is refused when a bit of the text or of the signature is another', () => {
    const bytes = Buffer.from(NOTE)
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes)
      changed[i] = (bytes[i] ?? 0) ^ (1 << (i % 7))
      expect(problem(changed), `byte ${i}`).toBeTypeOf('string')
    }
  })

  it.each([
    ['CRLF', NOTE.replaceAll('\n', '\r\n')],
    ['CRLF in a signature', NOTE.replace(/\n$/, '\r\n')],
    ['no newline at the end', NOTE.slice(0, -1)],
    ['a blank line at the end', `${NOTE}\n`],
    ['no blank line', `${TEXT}${LINE}`],
    ['no text', `\n${LINE}`],
    ['no signature', `${TEXT}\n`],
    ['nothing', ''],
    ['a tab', NOTE.replace('you ', 'you\t')],
    ['a NUL', NOTE.replace('you ', 'you\u0000')],
    ['a lone surrogate', NOTE.replace('you ', 'you\ud800')],
    ['a hyphen for the dash', NOTE.replace('—', '-')],
    ['two spaces', NOTE.replace('Neumann ', 'Neumann  ')],
    ['a name with a space', `${NOTE}— a b AAAAAAA=\n`],
    ['a name with a plus', `${NOTE}— a+b AAAAAAA=\n`],
    ['no signature after the name', `${NOTE}— witness.example \n`],
    ['a key hash alone', `${NOTE}— witness.example AAAAAA==\n`],
    ['base64 without padding', `${NOTE}— witness.example AAAAAAA\n`],
    ['base64 with bits to spare', `${NOTE}— witness.example AAAAAAB=\n`],
    ['base64 for URLs', `${NOTE}— witness.example AAAA-AA=\n`],
    ['a line that is none among the signatures', `${NOTE}hello\n`],
    ['more than 100 signatures', `${TEXT}\n${LINE}${other.repeat(100)}`],
    ['a megabyte', `${'a'.repeat(1_000_000)}\n\n${LINE}`],
  ])('refuses %s', (_, note) => {
    expect(problem(note)).toBeTypeOf('string')
  })

  it('says what is wrong with the form', () => {
    expect(problem(`${TEXT}${LINE}`)).toBe('no blank line before the signatures')
    expect(problem(`${'a'.repeat(1_000_000)}\n\n${LINE}`)).toBe('longer than 1000000')
    const most = `${'a'.repeat(1_000_000 - LINE.length - 2)}\n\n${LINE}`
    expect([most.length, problem(most)]).toEqual([1_000_000, problem(`a\n\n${LINE}`)])
    expect(problem(`${NOTE}hello\n`)).toBe('a line that is no signature')
    expect(problem(NOTE.replaceAll('\n', '\r\n'))).toBe('a control character')
  })

  it('refuses bytes that are not UTF-8', () => {
    const bytes = Buffer.from(NOTE)
    expect(problem(Buffer.concat([Uint8Array.of(0xff), bytes]))).toBe('not UTF-8')
    expect(problem(Buffer.concat([Uint8Array.of(0xed, 0xa0, 0x80), bytes]))).toBe('not UTF-8')
  })

  it('bears 100 signatures', () => {
    expect(openNote(`${TEXT}\n${other.repeat(99)}${LINE}`, key)).toEqual({ text: TEXT })
  })
})
