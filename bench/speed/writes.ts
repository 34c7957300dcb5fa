import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import { deployed } from '../scale/tick.ts'
import { added, NONE, scaled } from '../scale/units.ts'
import type { Section } from './figures.ts'

/** What a run asks of DynamoDB and S3, counted as AWS bills it: exact, and the same on every machine. */

const PIPELINES = 100
const START_MS = Date.UTC(2026, 0, 1)
// Enough for the log's full tiles, one in 256 entries, to come in their share.
const RUNS = 64

export async function writes(): Promise<Section> {
  const rows = [
    { name: 'none changed', stepMs: 1 },
    { name: 'all changed', stepMs: 60_000 },
  ].map(async ({ name, stepMs }) => {
    const { tick } = deployed(configured(), 60_000)
    await tick(START_MS)
    await tick(START_MS + stepMs)
    let sum = NONE
    for (let i = 2; i < RUNS + 2; i += 1) sum = added(sum, (await tick(START_MS + i * stepMs)).units)
    const a = scaled(sum, 1 / RUNS)
    // Every entry is one put and one record of the stream; one of them is the run's own.
    const ofPipelines = (a.streamRecords - 1) / PIPELINES
    const figures = [ofPipelines, a.writeUnits, a.readUnits, a.evidencePuts, a.puts, a.gets, a.signatures]
    return [name, ...figures.map((figure) => figure.toFixed(2))]
  })
  return {
    title: '(c) What a run asks of AWS',
    columns: [
      `a run of ${PIPELINES} pipelines`,
      'puts of the ledger a pipeline',
      'write units',
      'read units',
      'S3 puts of evidence',
      'S3 puts in all',
      'S3 gets',
      'signatures',
    ],
    rows: await Promise.all(rows),
    note: `Means of ${RUNS} runs in virtual time. S3 puts in all: evidence, the log's tiles and checkpoints, and tags. A month of it: [docs/scale.md](../docs/scale.md).`,
  }
}

function configured() {
  const pipelines = Array.from({ length: PIPELINES }, (_, i) => `pipeline-${i}`)
  const source = { url: 'https://feldera.example.com', auth: { kind: 'none' as const }, tenant: null }
  return {
    sources: [{ name: 'source', ...source, pipelines }],
    policy: DEFAULT_POLICY,
    overrides: [],
    stores: [],
  }
}
