import type { Unobservable, UnobservableReason } from '../../domain/observation.ts'
import { UNOBSERVABLE_REASONS } from '../../domain/observation.ts'
import type { NotHad } from '../source-client.ts'
import { errorCodeOf } from './error-body.ts'
import type { Exchange } from './http.ts'

/** Feldera's documented codes (FELDERA §4.2); the code decides, the status second. */
const BY_CODE: { readonly [code: string]: UnobservableReason } = {
  PipelineInteractionNotDeployed: 'stopped',
  PipelineUnavailable: 'pipeline-unavailable',
  PipelineInteractionUnreachable: 'pipeline-unreachable',
  UnknownPipelineName: 'unknown-pipeline',
  AuthenticationFailed: 'unauthorized',
  InsufficientPermissions: 'forbidden',
  NotATenantMember: 'forbidden',
  NoTenantMemberships: 'forbidden',
  AmbiguousTenantMembership: 'tenant-required',
  AmbiguousOidcTenant: 'tenant-required',
  StorageError: 'storage-error',
  PostgresError: 'server-error',
  PostgresPoolError: 'server-error',
  PipelineMissingDeploymentLocation: 'server-error',
  PipelineInteractionInvalidResponse: 'server-error',
  EnterpriseFeature: 'unsupported',
}

const ONLY_WITH: { readonly [reason in UnobservableReason]?: number } = {
  stopped: 503,
  'unknown-pipeline': 404,
}

export function unobservable(
  reason: UnobservableReason,
  detail: string = UNOBSERVABLE_REASONS[reason],
): Unobservable {
  return { kind: 'unobservable', reason, detail }
}

/** The same of what is asked for besides checkpoints. */
export function notHad({ reason, detail }: Unobservable): NotHad {
  return { kind: 'not-had', reason, detail }
}

/** Why an exchange that is no complete 200 shows nothing. */
export function unobservableBy(outcome: Exchange): Unobservable {
  if (outcome.kind === 'incomplete') return unobservable(outcome.reason, outcome.detail)
  const { status } = outcome
  const code = errorCodeOf(outcome.body)
  const known = code !== undefined && Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined
  // `stopped` is never alarmed on, and an unknown name can end a pipeline (CONTRACT §3: 404), so each takes both to say it.
  const believed = known !== undefined && status >= 400 && status === (ONLY_WITH[known] ?? status)
  const reason = believed ? known : byStatus(status, code)
  // Of a code only the documented ones are repeated: any other text is the server's.
  const which = known === undefined ? `HTTP ${status}` : `HTTP ${status} ${code}`
  return unobservable(reason, `${UNOBSERVABLE_REASONS[reason]} [${which}]`)
}

function byStatus(status: number, code: string | undefined): UnobservableReason {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return code === undefined ? 'unsupported' : 'request-refused'
  if (status === 429) return 'rate-limited'
  if (status === 408) return 'timeout'
  if (status === 501) return 'unsupported'
  if (status >= 500) return 'server-error'
  if (status >= 400) return 'request-refused'
  if (status >= 300) return 'redirected'
  return 'malformed'
}
