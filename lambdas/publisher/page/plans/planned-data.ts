import type { Drill, List, Plan } from '../asking/answers.ts'
import { type Api, type Got, pipelinePath } from '../asking/api.ts'
import type { Named } from '../pipeline/pipeline-data.ts'

/** What people have planned and tried, newest first. */
export interface Planned {
  readonly approvals: readonly Plan[]
  readonly maintenance: readonly Plan[]
  readonly drills: readonly Drill[]
  /** There are more than are shown. */
  readonly isCut: boolean
}

export async function plannedData(api: Api, named: Named): Promise<Got<Planned>> {
  const list = async <T>(name: string): Promise<Got<List<T>>> =>
    api.json<List<T>>(pipelinePath(named, name, { limit: '200' }))
  const [approvals, maintenance, drills] = await Promise.all([
    list<Plan>('approvals'),
    list<Plan>('maintenance'),
    list<Drill>('drills'),
  ])
  if (approvals.kind !== 'ok') return approvals
  if (maintenance.kind !== 'ok') return maintenance
  if (drills.kind !== 'ok') return drills
  const value = {
    approvals: approvals.value.items,
    maintenance: maintenance.value.items,
    drills: drills.value.items,
    isCut: [approvals, maintenance, drills].some((got) => got.value.next_cursor !== null),
  }
  return { ...approvals, value }
}
