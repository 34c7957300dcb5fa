import * as fc from 'fast-check'
import { expect, it } from 'vitest'
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
  })
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
