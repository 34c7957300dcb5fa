import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import { CANARY } from '../canary/canary.ts'
import { checkpoint, NEXT_FINGERPRINT } from '../support/listings.ts'
import type { Recall } from './recall.ts'

export const KEY = `apikey:${CANARY}`

/** What is lost, and what is altered: the two alarms that there are to raise. */
const LOST = checkpoint(-10)
export const ALTERED = checkpoint(-11)
/** Of a pipeline that nobody watches any more. */
export const HELD = checkpoint(-30)

export const PIPELINES = ['rotating', 'losing', 'changing', 'quiet', 'former'] as const

export type Catalogs = { readonly [name: string]: readonly CheckpointMetadata[] }

/** What there is, one state after the other: before, what a run is to find, and what comes while others are at work. */
export function statesOf(losses: number): readonly Catalogs[] {
  const rest = { quiet: [checkpoint(-40), checkpoint(-20)], former: [checkpoint(-50), HELD] }
  const lost = Array.from({ length: losses }, (_, i) => (i === 0 ? LOST : checkpoint(-10 + i / 2)))
  const altered = [checkpoint(-41), { ...ALTERED, fingerprint: NEXT_FINGERPRINT }]
  const whole = {
    ...rest,
    losing: [checkpoint(-42), checkpoint(-32), ...lost],
    changing: [checkpoint(-41), ALTERED],
  }
  const hurt = { ...rest, losing: [checkpoint(-42), checkpoint(-32)], changing: altered }
  return [
    { ...whole, rotating: [checkpoint(-45), checkpoint(-15)] },
    { ...hurt, rotating: [checkpoint(-15), checkpoint(15)] },
    { ...hurt, rotating: [checkpoint(15), checkpoint(45)] },
  ]
}

/** The source, which goes from one state to the next when it is told to. */
export interface World {
  readonly listOf: (name: string) => readonly CheckpointMetadata[] | undefined
  readonly moveTo: (state: number) => void
}

export function createWorld(recall: Recall, states: readonly Catalogs[]): World {
  const now = recall.cell(0)
  return {
    listOf: (name) => states[now.value]?.[name],
    moveTo: (state) => {
      now.value = Math.max(now.value, Math.min(state, states.length - 1))
    },
  }
}
