import { describe, expect, it } from 'vitest'
import { emptyLog, logHead, publishedLog } from '../../../lambdas/archive/log/log-reader.ts'
import { logging, ORIGIN } from '../../support/logging.ts'

describe('what the log says of itself', () => {
  it('is the empty log, by the root of RFC 6962, where nothing is signed yet', async () => {
    const { archive } = logging()
    const empty = { origin: ORIGIN, size: '0', root: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' }
    expect(emptyLog(ORIGIN)).toEqual(empty)
    expect(await logHead(archive, ORIGIN)).toEqual(empty)
    expect(await publishedLog(archive, ORIGIN)).toEqual({ ...empty, checkpoint: null, publicKey: null })
  })

  it('is its newest checkpoint and the key that signed it', async () => {
    const log = logging()
    await log.append('prod/a', 3)
    await log.sequence()
    const newest = await log.newest()
    const head = { origin: ORIGIN, size: '3', root: Buffer.from(newest?.root ?? []).toString('base64') }
    expect(await logHead(log.archive, ORIGIN)).toEqual(head)
    expect(await publishedLog(log.archive, ORIGIN)).toEqual({
      ...head,
      checkpoint: Buffer.from(newest?.note ?? []).toString('utf8'),
      publicKey: log.signer.vkey,
    })
  })
})
