import type { ErrorCode, Failure } from '../failure.ts'

const UUID = '019e4708-bac8-7c10-b2f7-5cb248871905'
const PIPELINE = 'prod/orders'

/** Of every code an answer that carries it: a code without one is an error of types. */
export const EXAMPLES: { readonly [code in ErrorCode]: Pick<Failure, 'message' | 'details'> } = {
  InvalidParameter: {
    message: 'limit: must be a whole number from 1 to 200',
    details: { parameter: 'limit' },
  },
  AmbiguousPipelineName: {
    message: "Several sources have a pipeline 'orders': say which with ?source=",
    details: { pipeline_name: 'orders', sources: ['prod', 'test'] },
  },
  UnknownPipelineName: {
    message: "Unknown pipeline name 'orders'",
    details: { pipeline_name: 'orders' },
  },
  UnknownAlert: { message: "Unknown alert 'x'", details: { id: 'x' } },
  UnknownCheckpoint: {
    message: `Unknown checkpoint '${UUID}'`,
    details: { pipeline: PIPELINE, uuid: UUID },
  },
  UnknownHold: {
    message: `Checkpoint '${UUID}': 'api' holds nothing here`,
    details: { pipeline: PIPELINE, uuid: UUID, id: null, actor: 'api' },
  },
  NotObserved: { message: `${PIPELINE} was not observed by then`, details: { pipeline: PIPELINE } },
  NotFound: { message: 'There is nothing at this path', details: {} },
  MethodNotAllowed: { message: 'POST is not allowed here', details: { allowed: ['GET', 'HEAD'] } },
  CheckpointEnded: {
    message: `Checkpoint '${UUID}' is no longer listed: what is gone cannot be held`,
    details: { pipeline: PIPELINE, uuid: UUID },
  },
  TooManyHolds: {
    message: 'There are too many holds: release some before placing another',
    details: { pipeline: PIPELINE, uuid: UUID },
  },
  NotYetInLog: {
    message: `${PIPELINE}: nothing is signed yet: try again after the next run`,
    details: { pipeline: PIPELINE },
  },
  TooLarge: { message: 'The answer of 7000000 bytes is too large', details: { bytes: '7000000' } },
  AuthenticationFailed: {
    message: 'A valid Bearer token is needed: it is missing or not accepted',
    details: {},
  },
  Forbidden: { message: "This needs the role 'operate'", details: { role: 'operate' } },
  IssuerUnavailable: { message: 'The issuer’s keys cannot be had: try again', details: {} },
  NotSettled: {
    message: 'The period is settled from 2026-12-01T00:15:00.000Z on: sign off then',
    details: { settled_at: '2026-12-01T00:15:00.000Z' },
  },
  ReportDiffers: {
    message: 'The report of this period has another hash',
    details: { sha256: 'a'.repeat(64), given: 'b'.repeat(64) },
  },
  UnknownApproval: { message: "Unknown approval 'x'", details: { pipeline: PIPELINE, id: 'x' } },
  UnknownMaintenance: { message: "Unknown maintenance 'x'", details: { pipeline: PIPELINE, id: 'x' } },
  TooManyApprovals: {
    message: 'There are too many approvals: withdraw some before giving another',
    details: { pipeline: PIPELINE },
  },
  TooManyTests: { message: 'One test a minute: try again in 42 s', details: { seconds: '42' } },
  NotificationRefused: {
    message: 'The test was refused and is tried again: AuthorizationError',
    details: { test: '0123456789abcdef', error: 'AuthorizationError' },
  },
  InternalError: { message: 'Internal error', details: {} },
}
