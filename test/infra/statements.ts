import type { Template } from 'aws-cdk-lib/assertions'

export interface Statement {
  /** Logical id of the policy, or of the resource that carries it. */
  readonly owner: string
  readonly type: string
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  /** Each as JSON, so that references can be searched and compared. */
  readonly resources: readonly string[]
  /** What it is about nothing but; as JSON. */
  readonly notResources: readonly string[]
  readonly raw: { readonly [name: string]: unknown }
}

interface RawStatement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: string | readonly string[]
  readonly Resource?: unknown
  readonly NotResource?: unknown
}

/** Every statement of every policy document in the template, wherever it stands. */
export function statementsOf(template: Template): readonly Statement[] {
  const resources: { [id: string]: { Type: string } } = template.toJSON()['Resources']
  return Object.entries(resources).flatMap(([owner, resource]) =>
    documentsIn(resource).map((raw): Statement => {
      const { Effect: effect, Action: action, Resource: resource_ } = raw
      return {
        owner,
        type: resource.Type,
        effect,
        actions: typeof action === 'string' ? [action] : action,
        resources: jsonOfEach(resource_),
        notResources: raw.NotResource === undefined ? [] : jsonOfEach(raw.NotResource),
        raw: { ...raw },
      }
    }),
  )
}

function jsonOfEach(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map((one) => JSON.stringify(one) ?? '')
}

/** Whether it names the resource of this construct, whose logical id has eight hex digits behind the name. */
export function about({ resources }: Statement, construct: string): boolean {
  return resources.some((resource) => new RegExp(`"${construct}[0-9A-F]{8}"`).test(resource))
}

function documentsIn(value: unknown): readonly RawStatement[] {
  if (typeof value !== 'object' || value === null) return []
  if ('Statement' in value && Array.isArray(value.Statement)) return value.Statement
  return Object.values(value).flatMap(documentsIn)
}
