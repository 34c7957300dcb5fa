import {
  type App,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  Validations,
} from 'aws-cdk-lib'
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag'

/** A finding that we live with, and why. */
export interface Accepted {
  /** Matches the whole name of the rule, with what it found in brackets where it has that. */
  readonly rules: RegExp
  readonly reason: string
}

/** Every finding of the three packs that is not mended. The list is short on purpose: a test bounds it and finds what is stale. */
export const ACCEPTED: readonly Accepted[] = [
  {
    rules: /^(AwsSolutions-S1|NIST\.800\.53\.R5-S3BucketLoggingEnabled)$/,
    reason:
      'Access logs would need a second bucket that anybody who may administer the first may administer. Whether the archive is whole is proven by its log, not by who read it; CloudTrail data events say who did, where somebody wants them.',
  },
  {
    rules: /^NIST\.800\.53\.R5-S3BucketReplicationEnabled$/,
    reason:
      'A second region or account is the owner’s decision and cost. Object Lock and versions keep every object; an export or a copy of the archive proves itself anywhere.',
  },
  {
    rules: /^NIST\.800\.53\.R5-S3DefaultEncryptionKMS$/,
    reason:
      'Whoever may schedule a customer key’s deletion could destroy what Object Lock forbids anybody to delete. S3’s own keys (AES-256) cannot be taken away.',
  },
  {
    rules:
      /^AwsSolutions-IAM5\[Resource::(<Archive\w+\.Arn>\/(evidence|configurations|copies|tile|checkpoints|cosignatures|keys|reports|tile\/\*\.p)?\/?\*|arn:<AWS::Partition>:s3:::[a-z0-9.-]+\/[^\]]*\*|<(Recorder|Publisher)\w+\.Arn>:\*)\]$/,
    reason:
      'Objects are named by their hashes, numbers and periods, so a grant names their folder, and so does that of reading a store of the configuration. The scheduler’s role may invoke any version of the one function.',
  },
  {
    rules: /^NIST\.800\.53\.R5-IAMNoInlinePolicy$/,
    reason:
      'Each policy belongs to one role and lives and dies with it; a test asserts every action of it. A managed policy could be attached to somebody else.',
  },
  {
    rules: /^NIST\.800\.53\.R5-LambdaConcurrency$/,
    reason:
      'A new account has ten concurrent executions and may reserve none of them: the stack could not be deployed. Runs that overlap are safe.',
  },
  {
    rules:
      /^(NIST\.800\.53\.R5-LambdaDLQ|Serverless-LambdaDLQ|Serverless-LambdaEventSourceMappingDestination|AwsSolutions-SQS3|Serverless-SQSRedrivePolicy)$/,
    reason:
      'What an invocation could not do goes to a failure destination, which says more than a dead letter queue of the function; the shards’ queue has dead letters of its own. Nobody works such a queue off, so nothing in it can fail: each one is an alarm.',
  },
  {
    rules: /^NIST\.800\.53\.R5-LambdaInsideVPC$/,
    reason:
      'The functions serve no network and keep nothing in one; whether the pipelines are in a VPC, and which, only the owner knows. Which addresses are asked is bounded in the code.',
  },
  {
    rules: /^AwsSolutions-APIG4$/,
    reason:
      'The publisher itself asks for an API key or a JWT before it says anything, by the same code on every machine. An authorizer of the gateway would be a second truth, and its signatures would take the header that carries the credential.',
  },
  {
    rules: /^Serverless-LambdaTracing$/,
    reason:
      'A run records itself: each answer with its times is evidence. Traces would need a grant on every resource and leave names of pipelines in a second place.',
  },
]

/** Lets the packs look at all stacks of the app: what they find and nobody has accepted fails the synthesis. */
export function addChecks(app: App): void {
  const packs = [new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new ServerlessChecks(app)]
  Validations.of(app).addPlugins(...packs.map(accepting))
}

function accepting(pack: IPolicyValidationPlugin): IPolicyValidationPlugin {
  return {
    name: pack.name,
    validate: (context: IPolicyValidationContext): PolicyValidationPluginReport => {
      const { violations, ...report } = pack.validate(context)
      const left = violations.filter((violation) => !isAccepted(violation))
      return { ...report, violations: left, success: left.length === 0 }
    },
  }
}

function isAccepted({ ruleName }: PolicyViolation): boolean {
  return ACCEPTED.some(({ rules }) => rules.test(ruleName))
}
