import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { createDeadLetters } from './dead-letters.ts'

export interface DeployedFunction {
  readonly lambda: LambdaFunction
  /** What it may do; `allow` adds to it. */
  readonly role: IRole
  /** What could not be done, to be looked at; each one is an alarm. */
  readonly deadLetters: Queue
}

interface FunctionOptions {
  readonly description: string
  /** Directory of the bundle. */
  readonly code: string
  readonly environment: { readonly [name: string]: string }
  readonly timeout: Duration
  /** Encrypts the log. */
  readonly logsKey: IKey
}

/** Node 24 on arm64 with a role, a log and a queue of its own; it may do nothing yet but log and leave dead letters. */
export function createFunction(scope: Construct, id: string, options: FunctionOptions): DeployedFunction {
  const logGroup = new LogGroup(scope, `${id}Log`, {
    // For finding faults only: the record is in the ledger and the archive.
    encryptionKey: options.logsKey,
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  logGroup.grantWrite(role)
  const deadLetters = createDeadLetters(scope, `${id}DeadLetters`)
  const lambda = new LambdaFunction(scope, id, {
    description: options.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(options.code),
    environment: options.environment,
    memorySize: 1024,
    timeout: options.timeout,
    role,
    logGroup,
    // The next tick does the same work: one that waited or failed is not made up for.
    retryAttempts: 0,
    maxEventAge: Duration.minutes(1),
    onFailure: new SqsDestination(deadLetters),
  })
  return { lambda, role, deadLetters }
}

/** Invokes the function every so many minutes with `{ kind }`. A tick that cannot be delivered is a dead letter, not a repetition. */
export function schedule(
  scope: Construct,
  id: string,
  { lambda, deadLetters }: DeployedFunction,
  { everyMinutes, kind }: { readonly everyMinutes: number; readonly kind: 'tick' | 'sweep' | 'report' },
): void {
  new Schedule(scope, id, {
    schedule: ScheduleExpression.rate(Duration.minutes(everyMinutes)),
    target: new LambdaInvoke(lambda, {
      input: ScheduleTargetInput.fromObject({ kind }),
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      deadLetterQueue: deadLetters,
    }),
  })
}

/** Grants exactly these actions on exactly these resources, under these conditions. */
export function allow(
  role: IRole,
  actions: readonly string[],
  resources: readonly string[],
  conditions: { readonly [operator: string]: { readonly [key: string]: string } } = {},
): void {
  role.addToPrincipalPolicy(
    new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }),
  )
}
