import { isLoopback } from '../../lambdas/domain/loopback.ts'
import { type Admit, callerWith, type Knock } from '../../lambdas/publisher/access/caller.ts'
import { type Failure, failure } from '../../lambdas/publisher/failure.ts'

/**
 * Whoever reaches a server on this machine's own address may do everything, and a token that he sends is ignored (CONTRACT §4). Not
 * so the web pages in his browser, which reach it as well: a page whose name was made to point here names itself in `Host`, and
 * one that sends what changes something names itself in `Origin`.
 */
export function openToThisMachine(): Admit {
  return async ({ method, headers }) => {
    const host = headers['host']
    // Without the header it is no browser.
    if (host !== undefined && !isLoopback(hostOf(`http://${host}`)?.hostname ?? '')) return foreign('host')
    return isReading(method) || isOwnPage(headers, host) ? callerWith('local', 'operate') : foreign('origin')
  }
}

/** For commands that ask the API in their own process: nobody else can. */
export function openToCommand(actor: string): Admit {
  return async () => callerWith(actor, 'operate')
}

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

function isOwnPage({ origin }: Knock['headers'], host: string | undefined): boolean {
  return (
    origin === undefined || (host !== undefined && hostOf(origin)?.host === hostOf(`http://${host}`)?.host)
  )
}

function hostOf(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}

function foreign(header: 'host' | 'origin'): Failure {
  const message = `Without --api-key-env this server answers only what is asked on this machine by its own name: ${header} names another`
  return failure('Forbidden', message, { header })
}
