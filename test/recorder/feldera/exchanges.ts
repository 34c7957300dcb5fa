import { instant } from '../../../lambdas/domain/instant.ts'
import type { Exchange } from '../../../lambdas/recorder/feldera/http.ts'

const AT = instant(Date.UTC(2026, 10, 1))

/** A complete answer; the body as text or as bytes. */
export function answered(
  status: number,
  body: string | Uint8Array = '',
  headers: { readonly [name: string]: string } = { 'content-type': 'application/json' },
): Exchange {
  return {
    kind: 'answered',
    status,
    headers,
    body: typeof body === 'string' ? Buffer.from(body) : body,
    requestedAt: AT,
    receivedAt: AT,
  }
}

export function incompleteBy(
  reason: Extract<Exchange, { kind: 'incomplete' }>['reason'],
  by: { readonly isRefusedByUs?: boolean } = {},
): Exchange {
  return { kind: 'incomplete', reason, detail: 'why', requestedAt: AT, ...by }
}

/** Feldera's bodies, exactly as it sends them (FELDERA §4.2). */
export const NOT_DEPLOYED = String.raw`{"message":"Unable to interact with pipeline because the deployment status (stopped) indicates it is not (yet) fully provisioned pipeline-id=N/A pipeline-name=\"my_pipeline\"","error_code":"PipelineInteractionNotDeployed","details":{"pipeline_name":"my_pipeline","status":"Stopped","desired_status":"Provisioned"}}`
export const UNAVAILABLE = String.raw`{"message":"Unable to interact with pipeline because its status is currently 'unavailable' pipeline-id=N/A pipeline-name=\"p\"","error_code":"PipelineUnavailable","details":{"pipeline_name":"p"}}`
export const UNREACHABLE = String.raw`{"message":"Error sending HTTP request to pipeline: timeout (10s) was reached: this means the pipeline took too long to respond -- ... Failed request: /checkpoints pipeline-id=N/A pipeline-name=\"p\"","error_code":"PipelineInteractionUnreachable","details":{"pipeline_name":"p","request":"...","error":"..."}}`
export const UNKNOWN_PIPELINE = `{"message":"Unknown pipeline name 'non-existent-pipeline'","error_code":"UnknownPipelineName","details":{"pipeline_name":"non-existent-pipeline"}}`
export const NO_PERMISSION = `{"message":"Insufficient permissions: this action requires the 'write' role, but the caller has 'read'","error_code":"InsufficientPermissions","details":{"required":"write","actual":"read"}}`
export const BAD_KEY = '{"message":"Unauthorized API key","error_code":"AuthenticationFailed"}'

export function coded(code: string): string {
  return JSON.stringify({ message: 'words of the server', error_code: code, details: {} })
}
