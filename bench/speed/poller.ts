import { Agent, get } from 'node:http'
import pLimit from 'p-limit'
import { createFeldera } from '../../lambdas/recorder/feldera/feldera.ts'
import { systemClock } from '../../lambdas/recorder/system-clock.ts'
import { recorderOver } from './recorder-over.ts'
import { type PollerSettings, pipelineName, type Round, type Way } from './source-process.ts'

/** The measured process: does one round each time that it is told to, and says what it took. */

const settings = JSON.parse(process.argv[2] ?? '') as PollerSettings
// As many as one host is given (poll-all.ts), so that all ways ask alike.
const AT_ONCE = 6

const names = Array.from({ length: settings.pipelines }, (_, i) => pipelineName(i))

async function polledAll(ask: (url: string, name: string) => Promise<unknown>): Promise<void> {
  const limit = pLimit(AT_ONCE)
  await Promise.all(settings.urls.flatMap((url) => names.map((name) => limit(() => ask(url, name)))))
}

/** Polls all once, and says how many objects of evidence that put. */
type Poll = () => Promise<number>

function floor(): Poll {
  const agent = new Agent({ keepAlive: true })
  return async () => {
    await polledAll(
      (url, name) =>
        new Promise((resolve, reject) => {
          get(`${url}/v0/pipelines/${name}/checkpoints`, { agent }, (response) =>
            response.resume().once('end', resolve),
          ).once('error', reject)
        }),
    )
    return 0
  }
}

function fetching(): Poll {
  return async () => {
    await polledAll(async (url, name) => {
      const answer = await fetch(`${url}/v0/pipelines/${name}/checkpoints`)
      return JSON.parse(await answer.text()) as unknown
    })
    return 0
  }
}

function client(): Poll {
  const ports = { environment: {}, clock: systemClock, random: Math.random, loopback: true }
  const feldera = createFeldera(ports)
  const source = { name: 'bench', auth: { kind: 'none' as const }, tenant: null, pipelines: [] }
  return async () => {
    await polledAll((url, name) => feldera.listCheckpoints({ ...source, url }, name))
    return 0
  }
}

const WAYS: { readonly [way in Way]: () => Poll | Promise<Poll> } = {
  floor,
  fetch: fetching,
  client,
  run: () => recorderOver(settings, names),
  deployed: () => recorderOver(settings, names),
}

const poll = await WAYS[settings.way]()
const cpuUs = (): number => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  return userCPUTime + systemCPUTime
}

async function round(): Promise<Round> {
  const [cpu, begun] = [cpuUs(), performance.now()]
  const evidenceObjects = await poll()
  return {
    polls: settings.urls.length * names.length,
    cpuUs: cpuUs() - cpu,
    wallMs: performance.now() - begun,
    mostRssBytes: process.resourceUsage().maxRSS * 1_024,
    evidenceObjects,
  }
}

process.on('message', () => void round().then((took) => process.send?.(took)))
process.on('disconnect', () => process.exit())
process.send?.('ready')
