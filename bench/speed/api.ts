import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDataDirectory } from '../../infra/local/data-directory.ts'
import { usingDynamoDb } from '../../infra/local/using-data.ts'
import { fillTables } from '../latency/fill-tables.ts'
import { measure } from '../latency/measure.ts'
import type { BenchOptions, Section } from './figures.ts'

/** First pages of the API over few entries and over many: what they take must not grow. A million takes 20 minutes to fill: `npm run bench:api`. */

const QUESTIONS = ['history', 'events', 'checkpoints', 'alerts', 'runs', 'pipelines']

export async function api({ isQuick }: BenchOptions): Promise<Section> {
  const sizes = isQuick ? [1_000, 3_000] : [1_000, 50_000]
  const directory = mkdtempSync(join(tmpdir(), 'bench-api-'))
  const answers = new Map<string, string[]>()
  for (const entries of sizes) {
    const data = openDataDirectory(join(directory, String(entries)), 'made-up')
    if ('problem' in data) throw new Error(data.problem)
    await usingDynamoDb(data, async (endpoint) => {
      await fillTables(endpoint, entries, () => {})
      for (const line of await measure({ endpoint, data, entries, times: isQuick ? 5 : 20 })) {
        const [, question = '', median = '', , , requests = ''] = line.split('\t')
        const figures = `${median.replace('p50 ', '')}, ${requests.split(' ')[0]} requests`
        answers.set(question, [...(answers.get(question) ?? []), figures])
      }
    })
  }
  rmSync(directory, { recursive: true })
  return {
    title: '(e) The API',
    columns: ['first page of', ...sizes.map((size) => `${size} entries`)],
    rows: QUESTIONS.map((question) => [question, ...(answers.get(question) ?? [])]),
    note: 'Median time by the clock over HTTP and the embedded DynamoDB, and requests to the database, which are exact. Up to 1,000,000 entries: [docs/figures.md](../docs/figures.md), `npm run bench:api`.',
  }
}
