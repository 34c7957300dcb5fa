import type { EventData } from '../domain/event.ts'

/** The API's errors, in Feldera's form: `{message, error_code, details}`. */
export const STATUS = {
  InvalidParameter: 400,
  AmbiguousPipelineName: 400,
  AuthenticationFailed: 401,
  Forbidden: 403,
  UnknownPipelineName: 404,
  UnknownAlert: 404,
  UnknownCheckpoint: 404,
  UnknownHold: 404,
  UnknownApproval: 404,
  UnknownMaintenance: 404,
  NotObserved: 404,
  NotFound: 404,
  MethodNotAllowed: 405,
  CheckpointEnded: 409,
  TooManyHolds: 409,
  TooManyApprovals: 409,
  NotYetInLog: 409,
  NotSettled: 409,
  ReportDiffers: 409,
  TooLarge: 413,
  TooManyTests: 429,
  InternalError: 500,
  NotificationRefused: 502,
  IssuerUnavailable: 503,
} as const

export type ErrorCode = keyof typeof STATUS

/** A request that cannot be answered as asked: an expected outcome, not an exception. */
export interface Failure {
  readonly kind: 'failure'
  readonly code: ErrorCode
  readonly message: string
  readonly details: { readonly [key: string]: EventData }
}

export function failure(code: ErrorCode, message: string, details: Failure['details'] = {}): Failure {
  return { kind: 'failure', code, message, details }
}

export function invalidParameter(parameter: string, message: string): Failure {
  return failure('InvalidParameter', `${parameter}: ${message}`, { parameter })
}

export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'failure'
}
