import { type BenchOptions, type Section, spread } from './figures.ts'
import { type Round, startPoller, startSource } from './source-process.ts'

/** How long a whole run takes where every answer takes 150 ms, and how much memory the largest one. */

const LATENCY_MS = 150
// Six at a time of each: nine of them fill the 50 places.
const HOSTS = 9
const A_HOST = 111
const LARGE_A_HOST = 1_111

export async function pipelines({ isQuick }: BenchOptions): Promise<Section> {
  const unchanged = await rounds({ pipelines: A_HOST, isMoving: false, times: isQuick ? 1 : 5 })
  const changed = await rounds({ pipelines: A_HOST, isMoving: true, times: isQuick ? 1 : 5 })
  const large = await rounds({
    pipelines: LARGE_A_HOST,
    isMoving: true,
    times: isQuick ? 1 : 2,
    latencyMs: 5,
  })
  const row = (name: string, all: readonly Round[]): readonly string[] => [
    name,
    spread(
      all.map(({ wallMs }) => wallMs / 1_000),
      2,
    ),
    spread(
      all.map(({ cpuUs }) => cpuUs / 1e6),
      2,
    ),
    `${(Math.max(...all.map(({ mostRssBytes }) => mostRssBytes)) / 1024 ** 2).toFixed(0)} MiB`,
    spread(all.map(({ evidenceObjects }) => evidenceObjects)),
  ]
  return {
    title: '(b) One run',
    columns: ['a run of', 'wall time, s', 'CPU, s', 'RSS at most', 'objects of evidence'],
    rows: [
      row(`${HOSTS * A_HOST} pipelines, none changed, answers after ${LATENCY_MS} ms`, unchanged),
      row(`${HOSTS * A_HOST} pipelines, all changed, answers after ${LATENCY_MS} ms`, changed),
      row(`${HOSTS * LARGE_A_HOST} pipelines, all changed, answers after 5 ms`, large),
    ],
    note: `${HOSTS} hosts. 50 requests at a time at ${LATENCY_MS} ms make 1,000 in 3.0 s, and the sources' lists come before them. Tables and archive are in memory, and in the RSS; one invocation in AWS polls 2,000 at most.`,
  }
}

async function rounds(asked: {
  readonly pipelines: number
  readonly isMoving: boolean
  readonly times: number
  readonly latencyMs?: number
}): Promise<readonly Round[]> {
  const { pipelines: ofEach, isMoving, times, latencyMs = LATENCY_MS } = asked
  const source = await startSource({ hosts: HOSTS, pipelines: ofEach, latencyMs })
  const poller = await startPoller({ way: 'run', urls: source.urls, pipelines: ofEach, dynamodb: '' })
  const took: Round[] = []
  // The first one sees everything for the first time.
  for (let i = -1; i < times; i += 1) {
    if (isMoving) await source.move()
    const round = await poller.round()
    if (i >= 0) took.push(round)
  }
  for (const one of [poller, source]) one.stop()
  return took
}
