import { describe, expect, test } from 'vitest'
import { parseCheckpoint } from '../../lambdas/archive/log/notes/checkpoint.ts'
import { openNote } from '../../lambdas/archive/log/notes/note.ts'
import { parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import { publishing } from '../support/asking.ts'
import { logging, ORIGIN } from '../support/logging.ts'

// RFC 6962: the root of a tree without leaves is the SHA-256 of nothing.
const ROOT_OF_NOTHING = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

describe('GET /v0/log', () => {
  test('gives what a witness needs: the signed note, and the key that opens it', async () => {
    const { archive, append, sequence, signer } = logging()
    const { ask } = await publishing({ archive, origin: ORIGIN })
    await append('prod/orders', 3)
    await sequence()
    const { status, json } = await ask('/v0/log')
    expect([status, Object.keys(json)]).toEqual([200, ['origin', 'size', 'root', 'checkpoint', 'public_key']])
    expect(json).toMatchObject({ origin: ORIGIN, size: '3', public_key: signer.vkey })
    const opened = openNote(String(json['checkpoint']), parseVkey(String(json['public_key'])))
    const head = parseCheckpoint('text' in opened ? opened.text : '')
    expect([head.size, Buffer.from(head.root).toString('base64')]).toEqual([3n, json['root']])
  })

  test('is the empty log where nothing is signed yet, without a note and a key', async () => {
    const { archive } = logging()
    const { ask } = await publishing({ archive, origin: ORIGIN })
    expect((await ask('/v0/log')).json).toEqual({
      origin: ORIGIN,
      size: '0',
      root: ROOT_OF_NOTHING,
      checkpoint: null,
      public_key: null,
    })
  })

  test('takes no parameters and only GET', async () => {
    const { ask } = await publishing()
    expect((await ask('/v0/log?size=3')).json.error_code).toBe('InvalidParameter')
    expect((await ask('/v0/log', 'PUT')).json.error_code).toBe('MethodNotAllowed')
  })
})
