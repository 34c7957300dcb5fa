import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { exactText } from '../../domain/exact-text.ts'
import { type Failure, invalidParameter } from '../failure.ts'

const MAX_BODY_BYTES = 65_536

/** The request's body as text, or what is wrong with it; empty where there is none. */
export function bodyOf({
  body = '',
  isBase64Encoded,
}: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>): string | Failure {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > MAX_BODY_BYTES) return invalidParameter('body', 'is larger than 64 KB')
  try {
    return exactText(bytes)
  } catch {
    return invalidParameter('body', 'is not UTF-8')
  }
}
