import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { parseUuid } from '../../../lambdas/domain/checkpoint.ts'
import { NumberText, parseExact } from '../../../lambdas/domain/exact-json.ts'
import { parseInstant } from '../../../lambdas/domain/instant.ts'
import { parseU64 } from '../../../lambdas/domain/u64.ts'
import { listIn } from '../../../lambdas/recorder/feldera/schema.ts'
import { statusListOf } from '../../../lambdas/recorder/feldera/status-list.ts'
import { answered, BAD_KEY, incompleteBy } from './exchanges.ts'

const ID = '019e4708-bac8-7c10-b2f7-5cb248871905'

function listOf(value: unknown) {
  return statusListOf(answered(200, JSON.stringify(value)))
}

it('keeps what tells pipelines, starts and storage apart', () => {
  const list = listOf([
    {
      id: ID,
      name: 'orders',
      deployment_id: '019E4709-bac8-7c10-b2f7-5cb248871905',
      deployment_status: 'Running',
      storage_status: 'InUse',
      program_version: 3,
      platform_version: '0.337.0',
      storage_status_details: { checkpoints: [] },
      tags: [],
    },
  ])
  expect(list).toEqual({
    kind: 'had',
    pipelines: [
      {
        name: 'orders',
        id: ID,
        deploymentId: '019e4709-bac8-7c10-b2f7-5cb248871905',
        deploymentStatus: 'Running',
        storageStatus: 'InUse',
        details: { kind: 'listed', checkpoints: [] },
        programVersion: '3',
        platformVersion: '0.337.0',
      },
    ],
  })
})

it('takes an old server’s list, and words that it does not know', () => {
  expect(
    listOf([{ id: ID, name: 'a', deployment_status: 'Dreaming', storage_status: 7, deployment_id: null }]),
  ).toEqual({
    kind: 'had',
    pipelines: [{ name: 'a', id: ID, deploymentStatus: 'Dreaming' }],
    lacks: ['storage_status_details', 'program_version', 'platform_version'],
  })
})

it('says what an old server’s list tells of no pipeline, and not what it says of some, or as null', () => {
  const whole = {
    id: ID,
    name: 'a',
    deployment_id: null,
    deployment_status: 'Stopped',
    storage_status: 'Cleared',
    storage_status_details: null,
    program_version: 1,
    platform_version: '0.337.0',
  }
  const { storage_status_details: _, ...old } = whole
  expect(listOf([whole])).not.toHaveProperty('lacks')
  expect(listOf([old, whole])).not.toHaveProperty('lacks')
  expect(listOf([old, old])).toMatchObject({ lacks: ['storage_status_details'] })
})

it('takes an empty list for what it is', () => {
  expect(listOf([])).toEqual({ kind: 'had', pipelines: [] })
})

it.each([
  ['no array', {}],
  ['no object', ['x']],
  ['no name', [{ id: ID }]],
  ['an empty name', [{ id: ID, name: '' }]],
  ['no id', [{ name: 'a' }]],
  ['an id that is no UUID', [{ name: 'a', id: 'x' }]],
])('never takes a broken list for a complete one: %s', (_name, value) => {
  expect(listOf(value)).toMatchObject({ kind: 'not-had', reason: 'malformed' })
})

it.each([
  ['redirected', answered(301, '', {})],
  ['unauthorized', answered(401, BAD_KEY)],
  ['server-error', answered(502, '')],
  ['unsupported', answered(404, '', {})],
  ['not-json', answered(200, '<html>', { 'content-type': 'text/html' })],
  ['truncated', incompleteBy('truncated')],
] as const)('is not had: %s', (reason, outcome) => {
  expect(statusListOf(outcome)).toMatchObject({ kind: 'not-had', reason })
})

it('never throws', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      expect(['had', 'not-had']).toContain(statusListOf(answered(200, text)).kind)
    }),
  )
})

/** What a row says, as a schema puts it: what the reader by hand must come to, whatever stands there. */
const uuid = z.string().transform((text, context) => {
  const parsed = parseUuid(text)
  if (parsed !== undefined) return parsed
  context.addIssue({ code: 'custom', message: 'no UUID' })
  return z.NEVER
})
const text = z
  .string()
  .min(1)
  .refine((said) => said.isWellFormed())
const word = text.max(64).optional().catch(undefined)
const time = z
  .string()
  .transform((said) => parseInstant(said))
  .optional()
  .catch(undefined)

const rows = z.array(
  z.object({
    name: text,
    id: uuid,
    deployment_id: uuid.optional().catch(undefined),
    deployment_status: word,
    deployment_status_since: time,
    storage_status: word,
    storage_status_details: z.object({ checkpoints: z.unknown() }).optional().catch(undefined),
    program_version: z
      .unknown()
      .transform((value) => (value instanceof NumberText ? parseU64(value.source) : undefined))
      .optional(),
    platform_version: word,
  }),
)

it('says the same as a schema does, whatever stands in a row', () => {
  const odd = fc.oneof(
    fc.constantFrom<unknown>(
      '',
      'a',
      'x'.repeat(64),
      'x'.repeat(65),
      '\ud800',
      ID,
      ID.toUpperCase(),
      'Running',
    ),
    fc.constantFrom<unknown>(
      '2026-11-01T12:00:00Z',
      '2026-13-01T12:00:00Z',
      null,
      true,
      0,
      7,
      1.5,
      -1,
      2 ** 64,
    ),
    fc.constantFrom<unknown>([], {}, [[]], { checkpoints: null }, { checkpoints: [] }, { checkpoints: 3 }),
    fc.constantFrom<unknown>({ checkpoints: [{ uuid: ID, fingerprint: 1 }] }, { checkpoints: [{ uuid: 1 }] }),
  )
  const fields = Object.keys(rows.element.shape)
  const row = fc
    .tuple(fc.boolean(), fc.dictionary(fc.constantFrom(...fields), odd, { maxKeys: fields.length }))
    .map(([isNamed, members]) => (isNamed ? { ...members, name: 'orders', id: ID } : members))
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: row }, odd), { maxLength: 3 }), (value) => {
      const text = JSON.stringify(value)
      const bySchema = rows.safeParse(parseExact(text))
      const list = statusListOf(answered(200, text))
      expect(list.kind === 'had').toBe(bySchema.success)
      if (list.kind === 'had') expect(list.pipelines).toEqual(bySchema.data?.map(pipelineOf))
    }),
    { seed: 1, numRuns: 5_000 },
  )
})

function pipelineOf(said: z.output<typeof rows>[number]) {
  const { checkpoints } = said.storage_status_details ?? {}
  const members = {
    name: said.name,
    id: said.id,
    deploymentId: said.deployment_id,
    deploymentStatus: said.deployment_status,
    statusSince: said.deployment_status_since,
    details: checkpoints === undefined || checkpoints === null ? undefined : listIn(checkpoints),
    storageStatus: said.storage_status,
    programVersion: said.program_version,
    platformVersion: said.platform_version,
  }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
