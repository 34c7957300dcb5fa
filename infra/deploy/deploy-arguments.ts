import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What `npm run deploy -- …` was asked for: settings as CDK takes them, and what CDK is given besides. */
export interface DeployAsked {
  /** Of `-c NAME=VALUE` and `--context NAME=VALUE`, the last of each name; then what cdk.json has. */
  readonly contextOf: (name: string) => unknown
  /** Only looks whether it could be deployed. */
  readonly isCheck: boolean
  /** All but `--check`, for CDK. */
  readonly passedOn: readonly string[]
}

export function readDeployArguments(args: readonly string[], root: string): DeployAsked {
  const given = new Map<string, string>()
  for (const [i, arg] of args.entries()) {
    const inline = /^(?:--context|-c)=(.*)$/s.exec(arg)?.[1]
    const pair = inline ?? (arg === '-c' || arg === '--context' ? args[i + 1] : undefined)
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(pair ?? '') ?? []
    if (name !== '') given.set(name, value)
  }
  const { context = {} }: { readonly context?: { readonly [name: string]: unknown } } = JSON.parse(
    readFileSync(join(root, 'cdk.json'), 'utf8'),
  )
  return {
    contextOf: (name) => given.get(name) ?? context[name],
    isCheck: args.includes('--check'),
    passedOn: args.filter((arg) => arg !== '--check'),
  }
}
