import { ALERT_OPERATIONS } from '../schemas/alerts.ts'
import { ATTESTATION_OPERATIONS } from '../schemas/attestation.ts'
import { CHECKPOINT_OPERATIONS } from '../schemas/checkpoints.ts'
import { DRILL_OPERATIONS } from '../schemas/drills.ts'
import { EVENT_OPERATIONS } from '../schemas/events.ts'
import { HISTORY_OPERATIONS } from '../schemas/history.ts'
import { HOLD_OPERATIONS } from '../schemas/holds.ts'
import { METRICS_OPERATIONS } from '../schemas/metrics.ts'
import { NOTIFICATION_OPERATIONS } from '../schemas/notifications.ts'
import { OVERVIEW_OPERATIONS } from '../schemas/overview.ts'
import { PIPELINE_OPERATIONS } from '../schemas/pipelines.ts'
import { PLAN_OPERATIONS } from '../schemas/plans.ts'
import { REPORT_OPERATIONS } from '../schemas/reports.ts'
import { RUN_OPERATIONS } from '../schemas/runs.ts'
import { STORE_OPERATIONS } from '../schemas/stores.ts'
import { SYSTEM_OPERATIONS } from '../schemas/system.ts'
import type { Operations } from './operation.ts'

/** What is said of every route (routes.ts); a route without its operation, or an operation without its route, fails a test. */
export const OPERATIONS: Operations = {
  ...OVERVIEW_OPERATIONS,
  ...PIPELINE_OPERATIONS,
  ...CHECKPOINT_OPERATIONS,
  ...HISTORY_OPERATIONS,
  ...STORE_OPERATIONS,
  ...HOLD_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...PLAN_OPERATIONS,
  ...DRILL_OPERATIONS,
  ...ATTESTATION_OPERATIONS,
  ...ALERT_OPERATIONS,
  ...NOTIFICATION_OPERATIONS,
  ...RUN_OPERATIONS,
  ...REPORT_OPERATIONS,
  ...SYSTEM_OPERATIONS,
  ...METRICS_OPERATIONS,
}

/** A route by which an operation is found: `GET /v0/alerts/{}`. */
export function routeName({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path.replaceAll(/\{[^{}]*\}/g, '{}')}`
}

/** The method and path of an operation, apart. */
export function routeOf(name: string): { readonly method: string; readonly path: string } {
  const space = name.indexOf(' ')
  return { method: name.slice(0, space), path: name.slice(space + 1) }
}
