import { spawnSync } from 'node:child_process'
import { startInMemoryDynamoDb } from '../../test/support/in-memory-dynamodb.ts'
import { type BenchOptions, medianOf, type Section, spread } from './figures.ts'
import {
  type Poller,
  pipelineName,
  type Round,
  type SourceProcess,
  startPoller,
  startSource,
  type Way,
} from './source-process.ts'

/** What a poll costs, against the least that a poll can cost and against what comes to mind first. All take turns in every round. */

const PIPELINES = { usually: 1_000, quickly: 200 }
// The embedded database takes its milliseconds for each, and its time is not ours.
const DEPLOYED_PIPELINES = { usually: 200, quickly: 50 }
const WARM_UP = 2

interface Contender {
  readonly name: string
  readonly way: Way
  /** Every pipeline has a new checkpoint in every round. */
  readonly isChanged: boolean
}

const CONTENDERS: readonly Contender[] = [
  { name: 'floor: keep-alive GET, body thrown away', way: 'floor', isChanged: false },
  { name: 'fetch and JSON.parse in a loop, nothing kept', way: 'fetch', isChanged: false },
  { name: 'our client alone: answer to exact list', way: 'client', isChanged: false },
  { name: '**unchanged poll**, whole run', way: 'run', isChanged: false },
  { name: '**changed poll**, whole run', way: 'run', isChanged: true },
  { name: 'unchanged, tables through the AWS SDK', way: 'deployed', isChanged: false },
  { name: 'changed, tables through the AWS SDK', way: 'deployed', isChanged: true },
]

export async function polls({ isQuick }: BenchOptions): Promise<Section> {
  const rounds = isQuick ? 3 : 9
  const size = isQuick ? 'quickly' : 'usually'
  const { took, curlUs } = await measured(size, rounds, isQuick ? 10 : 50)
  const cpuOf = (contender: Contender): readonly number[] =>
    (took.get(contender) ?? []).map(({ cpuUs, polls: done }) => cpuUs / done)
  const floor = medianOf(CONTENDERS.slice(0, 1).flatMap(cpuOf))
  const rows = CONTENDERS.map((contender) => {
    const cpu = medianOf(cpuOf(contender))
    const wall = (took.get(contender) ?? []).map(({ wallMs, polls: done }) => (done / wallMs) * 1_000)
    const [over, ratio] = [cpu - floor, cpu / floor]
    return [
      contender.name,
      spread(cpuOf(contender)),
      over.toFixed(0),
      ratio.toFixed(1),
      (1e6 / cpu).toFixed(0),
      spread(wall),
    ]
  })
  const curl = medianOf(curlUs)
  rows.push([
    'curl and jq, as cron would start them',
    spread(curlUs),
    (curl - floor).toFixed(0),
    (curl / floor).toFixed(0),
    (1e6 / curl).toFixed(0),
    '',
  ])
  return {
    title: '(a) One poll',
    columns: ['a poll', 'CPU, µs', 'over the floor, µs', '× floor', 'polls/s a core', 'polls/s by the clock'],
    rows,
    note: `Each is a process of its own over a source of ${PIPELINES[size]} pipelines that list two checkpoints, 6 requests at a time, source and tables in other processes; ${rounds} rounds of ${PIPELINES[size]} polls, in turns. *Whole run*: all that a run does, its share of the source's list (1.3 kB a pipeline), evidence, entries, log and overview included, over tables and archive in memory; *through the AWS SDK*: over the embedded DynamoDB, ${DEPLOYED_PIPELINES[size]} pipelines. Polls/s a core are those for which a core has time: 1 s by the CPU of one.`,
  }
}

interface Running {
  readonly contender: Contender
  readonly source: SourceProcess
  readonly tables: { readonly endpoint: string; readonly stop: () => void } | undefined
  readonly poller: Poller
}

/** All contenders, one round each, so many times: whatever else the machine does hits all of them alike. */
async function measured(size: keyof typeof PIPELINES, rounds: number, curls: number) {
  const took = new Map<Contender, Round[]>()
  const running: Running[] = []
  try {
    await Promise.all(
      CONTENDERS.map(async (contender, i) => {
        running[i] = await begun(contender, size)
      }),
    )
    for (let i = -WARM_UP; i < rounds; i += 1) {
      for (const { contender, source, poller } of running) {
        if (contender.isChanged) await source.move()
        const round = await poller.round()
        if (i >= 0) took.set(contender, [...(took.get(contender) ?? []), round])
      }
    }
    return { took, curlUs: curlAndJq(running[0]?.source.urls[0] ?? '', curls) }
  } finally {
    for (const one of running.flatMap(({ poller, source, tables }) => [poller, source, tables])) one?.stop()
  }
}

async function begun(contender: Contender, size: keyof typeof PIPELINES): Promise<Running> {
  const isDeployed = contender.way === 'deployed'
  const pipelines = (isDeployed ? DEPLOYED_PIPELINES : PIPELINES)[size]
  const source = await startSource({ hosts: 1, pipelines, latencyMs: 0 })
  // Of its own for each: what one has recorded must be no news to the other.
  const tables = isDeployed ? await startInMemoryDynamoDb() : undefined
  const place = { urls: source.urls, pipelines, dynamodb: tables?.endpoint ?? '' }
  return { contender, source, tables, poller: await startPoller({ ...place, way: contender.way }) }
}

/** µs of CPU of one curl and one jq, five times as the mean of so many. */
function curlAndJq(url: string, times: number): readonly number[] {
  const one = `curl -s '${url}/v0/pipelines/${pipelineName(0)}/checkpoints' | jq -r '.[].uuid' > /dev/null`
  return Array.from({ length: 5 }, () => {
    const { stdout } = spawnSync('bash', ['-c', `for i in $(seq ${times}); do ${one}; done; times`], {
      encoding: 'utf8',
    })
    // The second line of `times` is what the children took: user, system.
    const seconds = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map(
      ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
    )
    return (seconds.reduce((sum, part) => sum + part, 0) / times) * 1e6
  })
}
