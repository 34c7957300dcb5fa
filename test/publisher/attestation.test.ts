import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { verifyAttestation } from '../../lambdas/audit/attestation/verify-attestation.ts'
import { inList, watched } from '../audit/watched.ts'
import { publishing } from '../support/asking.ts'
import { at } from '../support/listings.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'

let system: ReturnType<typeof watched>
let ask: Awaited<ReturnType<typeof publishing>>['ask']

beforeAll(async () => {
  system = watched('orders')
  await system.live({ at: 0, list: [inList('orders')], checkpoints: { orders: ['C0'] } })
  await system.live({ at: 600 })
  system.sequencing(false)
  await system.live({ at: 1_200 })
  const { ledger, overviews, archive, clock, signer } = system
  ;({ ask } = await publishing({ ledger, overviews, archive, clock, origin: signer.name }))
})

const PATH = '/v0/pipelines/orders/attestation'

describe('GET …/attestation', () => {
  test('gives the very text that verifies', async () => {
    const { status, text, headers, json } = await ask(`${PATH}?at=${at(30)}`)
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(json).toMatchObject({ pipeline: 'prod/orders', at: at(30), listed: [{ steps: '0' }] })
    expect(verifyAttestation(text, { key: system.signer.vkey })).toMatchObject({ broken: [], unproven: [] })
    expect((await ask(`${PATH}?at=${at(30)}&source=prod`)).text).toBe(text)
  })

  test.each([
    ['', 400, 'InvalidParameter'],
    ['?at=yesterday', 400, 'InvalidParameter'],
    [`?at=${at(1_201)}`, 400, 'InvalidParameter'],
    [`?at=${at(0)}&limit=5`, 400, 'InvalidParameter'],
    [`?at=${at(-1)}`, 404, 'NotObserved'],
    [`?at=${at(1_200)}`, 409, 'NotYetInLog'],
    [`?at=${at(0)}&source=other`, 404, 'UnknownPipelineName'],
  ])('%s is answered with %d %s', async (query, status, code) => {
    const reply = await ask(`${PATH}${query}`)
    expect([reply.status, reply.json.error_code]).toEqual([status, code])
  })

  test('is an internal error where the archive lacks what the ledger cites, and no half answer', async () => {
    const objects = [...system.archive.objects].filter(([name]) => !name.startsWith('evidence/'))
    const { ledger, overviews, clock, signer } = system
    const archive = createMemoryArchive(new Map(objects))
    const other = await publishing({ ledger, overviews, archive, clock, origin: signer.name })
    expect((await other.ask(`${PATH}?at=${at(30)}`)).json.error_code).toBe('InternalError')
    expect(other.logged).toMatchObject([
      { name: 'request-failed', error: expect.stringContaining('the archive does not have it') },
    ])
  })

  test('says where it is too large for an answer', async () => {
    const large = watched('orders')
    const noise = randomBytes(5_000_000).toString('base64')
    const body = `[{"uuid":"${large.names.uuidOf('C0')}","fingerprint":1,"more":"${noise}"}]`
    await large.live({
      at: 0,
      list: [inList('orders')],
      checkpoints: { orders: { status: 200, headers: { 'content-type': 'application/json' }, body } },
    })
    const { ledger, overviews, archive, clock, signer } = large
    const { ask: askLarge } = await publishing({ ledger, overviews, archive, clock, origin: signer.name })
    const { status, json } = await askLarge(`${PATH}?at=${at(0)}`)
    expect([status, json.error_code]).toEqual([413, 'TooLarge'])
  })
})
