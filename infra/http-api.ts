import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { HttpApi, HttpMethod, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { DeployedFunction } from './lambda-function.ts'

/**
 * The publisher's face. The gateway lets everybody through: who may is the publisher's to say (lambdas/publisher/access), by the
 * same code on every machine, and a gateway that asks for a signature of AWS would take the header that carries the credential.
 */
export function createHttpApi(scope: Construct, { lambda }: DeployedFunction): HttpApi {
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
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  api.addStage('DefaultStage', {
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: 50, burstLimit: 100 },
    accessLogSettings: { destination: new LogGroupLogDestination(accessLog) },
  })
  return api
}
