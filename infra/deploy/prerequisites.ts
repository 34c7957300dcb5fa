import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Settings } from '../settings.ts'

/** What CDK's bootstrap makes in every account and region that is deployed to. */
const BOOTSTRAP = 'CDKToolkit'

/** What a deployment needs and what stands in its way, in words; nothing: it can begin. */
export async function missingPrerequisites(
  settings: Settings,
  secrets: readonly string[],
): Promise<readonly string[]> {
  const cloudFormation = new CloudFormationClient({})
  try {
    const region = await cloudFormation.config.region().catch(() => undefined)
    if (region === undefined)
      return ['no region is set: AWS_REGION=eu-central-1, or a profile that has one (AWS_PROFILE)']
    const bootstrap = await outputsOf(cloudFormation, BOOTSTRAP)
    // Without an answer nothing else would have one.
    if ('problem' in bootstrap) return [bootstrap.problem]
    const unready =
      bootstrap.outputs === undefined
        ? [`this account is not bootstrapped for CDK in ${region}: npx cdk bootstrap`]
        : []
    const deployed = await outputsOf(cloudFormation, `CheckpointLedger-${settings.stage}`)
    const contradicted =
      'outputs' in deployed ? contradictions(settings, deployed.outputs) : [deployed.problem]
    return [...unready, ...contradicted, ...(await missingSecrets(secrets, region))]
  } finally {
    cloudFormation.destroy()
  }
}

type Outputs = ReadonlyMap<string, string>

/** Undefined outputs: there is no such stack. */
async function outputsOf(
  client: CloudFormationClient,
  stack: string,
): Promise<{ readonly outputs: Outputs | undefined } | { readonly problem: string }> {
  try {
    const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }))
    const outputs = found?.Outputs ?? []
    return {
      outputs: new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])),
    }
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return { outputs: undefined }
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return {
      problem: `AWS cannot be asked (${stack}): ${why}. Are you signed in? aws sts get-caller-identity`,
    }
  }
}

/** What was decided by the first deployment, and cannot be decided otherwise by a later one. */
function contradictions(settings: Settings, outputs: Outputs | undefined): readonly string[] {
  if (outputs === undefined) return []
  const [origin, lock, key] = [
    outputs.get('LogOrigin'),
    outputs.get('ObjectLockMode'),
    Number(outputs.get('LogKeyNumber') ?? 1),
  ]
  return [
    ...(origin === undefined || origin === settings.origin
      ? []
      : [
          `the log of this stage is named ${origin}, for ever, and not ${settings.origin}: -c origin=${origin}`,
        ]),
    ...(lock === undefined || lock === settings.objectLock
      ? []
      : [
          `this stage locks in mode ${lock}, and not ${settings.objectLock}: -c objectLock=${lock}, or another stage`,
        ]),
    ...(settings.logKey < key
      ? [
          `the log is signed with its key number ${key}, and what went before does not come back: -c logKey=${key}`,
        ]
      : []),
  ]
}

async function missingSecrets(secrets: readonly string[], region: string): Promise<readonly string[]> {
  const client = new SecretsManagerClient({})
  try {
    const missing: string[] = []
    for (const secret of secrets) {
      try {
        await client.send(new DescribeSecretCommand({ SecretId: secret }))
      } catch (error) {
        // Whoever may not look may deploy all the same.
        if (error instanceof Error && error.name === 'ResourceNotFoundException')
          missing.push(
            `the secret ${secret} is named, and is not in Secrets Manager in ${region}: aws secretsmanager create-secret --name ${secret} --secret-string file://key.txt`,
          )
      }
    }
    return missing
  } finally {
    client.destroy()
  }
}
