import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface SourceSettings {
  readonly hosts: number
  /** Of each host. */
  readonly pipelines: number
  readonly latencyMs: number
}

export interface SourceProcess {
  readonly urls: readonly string[]
  /** Every pipeline makes a checkpoint, and its oldest is gone. */
  readonly move: () => Promise<void>
  readonly stop: () => void
}

export async function startSource(settings: SourceSettings): Promise<SourceProcess> {
  const child = fork(join(import.meta.dirname, 'source.ts'), [JSON.stringify(settings)])
  const urls = (await said(child)) as readonly string[]
  return {
    urls,
    move: async () => {
      child.send('move')
      await said(child)
    },
    stop: () => void child.kill(),
  }
}

export function pipelineName(i: number): string {
  return `pipeline-${String(i).padStart(5, '0')}`
}

/** What one round took of the process that did it, and of nobody else. */
export interface Round {
  readonly polls: number
  readonly cpuUs: number
  readonly wallMs: number
  /** The most memory that the process ever had. */
  readonly mostRssBytes: number
  readonly evidenceObjects: number
}

export interface Poller {
  readonly round: () => Promise<Round>
  readonly stop: () => void
}

/** How polls are made: the floor beneath all, what comes to mind first, and ours in more and more of its parts. */
export type Way = 'floor' | 'fetch' | 'client' | 'run' | 'deployed'

export interface PollerSettings {
  readonly way: Way
  readonly urls: readonly string[]
  /** Of each host. */
  readonly pipelines: number
  /** The embedded database, for `deployed`. */
  readonly dynamodb: string
}

/** A process of its own that polls all pipelines once a round. */
export async function startPoller(settings: PollerSettings): Promise<Poller> {
  const child = fork(join(import.meta.dirname, 'poller.ts'), [JSON.stringify(settings)])
  await said(child)
  return {
    round: async () => {
      child.send('go')
      return (await said(child)) as Round
    },
    stop: () => void child.kill(),
  }
}

/** What the process says next. Rejects where it ends instead: nobody waits for one that is gone. */
async function said(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController()
  const end = once(child, 'exit', ended).then(() => {
    throw new Error('a measured process has ended')
  })
  try {
    const [message]: unknown[] = await Promise.race([once(child, 'message', ended), end])
    return message
  } finally {
    ended.abort('said')
  }
}
