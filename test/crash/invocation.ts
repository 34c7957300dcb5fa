import type { Clock } from '../../lambdas/domain/clock.ts'
import type { Site } from './sites.ts'
import type { Trouble } from './trouble.ts'

/** How a site answers in its own way where a fault meets it; without one, the call throws. */
export interface Ways<T> {
  readonly corrupted?: (value: T) => T
  readonly refused?: (why: Refusal) => T
}

export type Refusal = 'throttled' | 'timed out' | 'denied'

export type Call = <T>(site: Site, effect: () => Promise<T>, ways?: Ways<T>) => Promise<T>

/** One process at work. Once it is dead, nothing that it had in hand ever goes on. */
export interface Invocation {
  readonly call: Call
  readonly clock: Clock
  /** Nothing more than what the process would come back with: `died`, `failed`, or its result. */
  readonly live: <T>(work: () => Promise<T>) => Promise<Ended<T>>
  /** Whether it lives and waits for time: once it has ended, it has work in hand that nobody waits for. */
  readonly goesOn: () => boolean
  readonly kill: () => void
}

export type Ended<T> =
  | { readonly kind: 'died' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ended'; readonly value: T }

interface Parts {
  readonly clock: Clock
  readonly trouble: Trouble | null
  /** Somebody else's whole work. */
  readonly another: () => Promise<void>
}

const TIMEOUT_MS = 15_000

export function createInvocation({ clock, trouble, another }: Parts): Invocation {
  let isDead = false
  let sleeping = 0
  let end: (ended: { readonly kind: 'died' }) => void = () => {}
  const death = new Promise<{ readonly kind: 'died' }>((resolve) => {
    end = resolve
  })
  const never = <T>(): Promise<T> => new Promise<T>(() => {})
  const die = <T>(): Promise<T> => {
    isDead = true
    end({ kind: 'died' })
    return never<T>()
  }
  const ifAlive = async <T>(work: Promise<T>): Promise<T> => {
    const value = await work
    return isDead ? never<T>() : value
  }
  const refusedBy = <T>(site: Site, why: Refusal, { refused }: Ways<T>): T => {
    if (refused !== undefined) return refused(why)
    throw new Error(`${site}: ${why}`)
  }

  async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    sleeping += 1
    await clock.sleep(ms, signal)
    sleeping -= 1
    if (isDead) await never()
  }

  async function call<T>(site: Site, effect: () => Promise<T>, ways: Ways<T> = {}): Promise<T> {
    if (isDead) return never()
    const fault = trouble?.at(site)
    switch (fault) {
      case undefined:
        return ifAlive(effect())
      case 'crash before':
        return die()
      case 'crash after':
        await effect()
        return die()
      case 'unanswered':
        await effect()
        throw new Error(`${site}: unanswered`)
      case 'timed out':
        await sleep(TIMEOUT_MS)
        return refusedBy(site, fault, ways)
      case 'throttled':
      case 'denied':
        return refusedBy(site, fault, ways)
      case 'lands late':
        trouble?.late.push(effect)
        throw new Error(`${site}: no answer yet`)
      case 'lands after death':
        trouble?.late.push(effect)
        return die()
      case 'twice':
        await effect()
        return ifAlive(effect())
      case 'behind another':
        await ifAlive(another())
        return ifAlive(effect())
      case 'corrupted':
        break
    }
    const value = await ifAlive(effect())
    if (ways.corrupted === undefined) throw new Error(`${site}: a torn answer`)
    return ways.corrupted(value)
  }

  return {
    call,
    clock: { now: clock.now, sleep },
    goesOn: () => !isDead && sleeping > 0,
    kill: () => {
      isDead = true
    },
    live: (work) =>
      Promise.race([
        death,
        work().then(
          (value) => ({ kind: 'ended', value }) as const,
          (error: unknown) => ({ kind: 'failed', error }) as const,
        ),
      ]),
  }
}
