import type { ErrorCode, Failure } from '../failure.ts'

const UUID = '019e4708-bac8-7c10-b2f7-5cb248871905'
const PIPELINE = 'prod/orders'
const SHA256 = '5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9'
const OTHER_SHA256 = '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b'

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
    message: `Checkpoint '${UUID}': 'local' holds nothing here`,
    details: { pipeline: PIPELINE, uuid: UUID, id: null, actor: 'local' },
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
  TooLarge: {
    message: 'The answer of 7000000 bytes is too large: ask for less of it, or accept gzip',
    details: { bytes: '7000000' },
  },
  AuthenticationFailed: {
    message: 'A valid Bearer token is needed: it is missing or not accepted',
    details: {},
  },
  Forbidden: { message: "This needs the role 'operate'", details: { role: 'operate' } },
  IssuerUnavailable: {
    message: 'The issuer of tokens cannot be asked for its keys: try again later',
    details: {},
  },
  NotSettled: {
    message: 'The report may still change: it can be signed off from 2026-12-01T00:15:00.000Z on',
    details: { settled_at: '2026-12-01T00:15:00.000Z' },
  },
  ReportDiffers: {
    message: `The report has the SHA-256 ${SHA256} now, not ${OTHER_SHA256}: look at it again before you sign it off`,
    details: { sha256: SHA256, given: OTHER_SHA256 },
  },
  UnknownApproval: { message: "Unknown approval 'x'", details: { pipeline: PIPELINE, id: 'x' } },
  UnknownMaintenance: { message: "Unknown maintenance 'x'", details: { pipeline: PIPELINE, id: 'x' } },
  TooManyApprovals: {
    message: 'There are too many approvals and windows: withdraw some before adding another',
    details: { most: '50' },
  },
  TooManyTests: { message: 'One test a minute: try again in 42 s', details: { seconds: '42' } },
  NotificationRefused: {
    message: 'The test was refused (AuthorizationError). It stays due and is tried again every minute.',
    details: { test: '0123456789abcdef', error: 'AuthorizationError' },
  },
  InternalError: { message: 'Internal error', details: {} },
}
