import * as z from 'zod'

type Json = { readonly [key: string]: unknown }

/** Turns schemas into JSON Schema, and keeps what has an id once, as a component. */
export interface Components {
  readonly schemaOf: (schema: z.ZodType) => Json
  readonly schemas: { [id: string]: unknown }
}

const OWN = '#/$defs/'
const SHARED = '#/components/schemas/'

export function createComponents(): Components {
  const schemas: { [id: string]: unknown } = {}
  return {
    schemas,
    schemaOf: (schema) => {
      // What a client may send or gets, not what a reader makes of it.
      const { $schema: _, $defs, ...json } = z.toJSONSchema(schema, { io: 'input' })
      for (const [id, component] of Object.entries($defs ?? {})) schemas[id] = withSharedReferences(component)
      return withSharedReferences(json) as Json
    },
  }
}

function withSharedReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSharedReferences)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string' ? inner.replace(OWN, SHARED) : withSharedReferences(inner),
    ]),
  )
}
