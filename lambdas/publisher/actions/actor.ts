import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { sha256Hex } from '../../domain/canonical.ts'

/**
 * Who asks. The caller controls the header: of a token only the beginning of its hash is kept, never the token, and it names
 * whoever holds the token, not a person. Real identities will be told here.
 */
export function actorOf({ headers }: Pick<APIGatewayProxyEventV2, 'headers'>): string {
  const sent = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1]
  const token = /^Bearer +(\S+)\s*$/i.exec(sent ?? '')?.[1]
  return token === undefined ? 'api' : `api:${sha256Hex(token).slice(0, 8)}`
}
