import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, HttpMethod, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { DeployedFunction } from './lambda-function.ts'

// One JSON object a request. Neither headers nor queries: a token or a cursor is nobody’s business afterwards.
const WHO_ASKED_WHAT = AccessLogFormat.custom(
  JSON.stringify({
    at: '$context.requestTime',
    request: '$context.requestId',
    ip: '$context.identity.sourceIp',
    user: '$context.identity.userArn',
    method: '$context.httpMethod',
    path: '$context.path',
    status: '$context.status',
    bytes: '$context.responseLength',
    ms: '$context.responseLatency',
    error: '$context.error.message',
  }),
)

/**
 * The publisher's face. The gateway lets everybody through: who may is the publisher's to say (lambdas/publisher/access), by the
 * same code on every machine, and a gateway that asks for a signature of AWS would take the header that carries the credential.
 */
export function createHttpApi(scope: Construct, { lambda }: DeployedFunction, logsKey: IKey): HttpApi {
  const api = new HttpApi(scope, 'Api', {
    apiName: Stack.of(scope).stackName,
    description: 'Checkpoint Ledger: the history, as the publisher answers for it',
    createDefaultStage: false,
  })
  const integration = new HttpLambdaIntegration('Publisher', lambda)
  // Every method: which of them a path has is the publisher's to say, with 405 and `Allow` for the others.
  for (const path of ['/', '/{proxy+}']) api.addRoutes({ path, methods: [HttpMethod.ANY], integration })
  // Who asked for what, and when: an auditor's question.
  const accessLog = new LogGroup(scope, 'ApiLog', {
    encryptionKey: logsKey,
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  api.addStage('DefaultStage', {
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: 50, burstLimit: 100 },
    accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: WHO_ASKED_WHAT },
  })
  return api
}
