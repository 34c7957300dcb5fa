import type { alertItem } from '../../queries/alerts.ts'
import type { DrillItem } from '../../queries/drills.ts'
import type { eventItem } from '../../queries/events.ts'
import type { lifeItem } from '../../queries/life.ts'
import type { OverviewAnswer } from '../../queries/overview.ts'
import type { pipelineItem } from '../../queries/pipelines.ts'
import type { PlanItem } from '../../queries/plans.ts'
import type { runItem } from '../../queries/runs.ts'
import type { signOffItem } from '../../report/sign-off.ts'

/** The answers of the API, as the server makes them: a change of one that the page does not follow does not compile. */
export type Overview = OverviewAnswer
export type OverviewRow = Overview['rows'][number]
export type Alert = ReturnType<typeof alertItem>
export type Life = ReturnType<typeof lifeItem>
export type LedgerEvent = ReturnType<typeof eventItem>
export type Pipeline = ReturnType<typeof pipelineItem>
export type Run = ReturnType<typeof runItem>
export type Plan = PlanItem
export type Drill = DrillItem
export type SignOff = ReturnType<typeof signOffItem>
export type Story = Life & { readonly events: readonly LedgerEvent[] }

export interface List<T> {
  readonly items: readonly T[]
  readonly next_cursor: string | null
}

export interface Log {
  readonly origin: string
  readonly size: string
  readonly root: string
  readonly checkpoint: string | null
  readonly public_key: string | null
}
