import { gzipSync } from 'node:zlib'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

type Headed = Pick<APIGatewayProxyEventV2, 'headers'>

export function headerOf({ headers }: Headed, name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([given]) => given.toLowerCase() === name)?.[1]
}

/** Whether the client takes gzip: named, and not with a weight of nought. */
export function acceptsGzip(event: Headed): boolean {
  const codings = (headerOf(event, 'accept-encoding') ?? '').toLowerCase().split(',')
  return codings.some((coding) => /^\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*(?!0(?:\.0*)?\s*$)\S+\s*)?$/.test(coding))
}

// Below it the header of a gzip and the time are worth more than what is saved.
const WORTH_COMPRESSING = 8_000

/** API Gateway compresses nothing: what is large goes out as gzip where the client takes it. */
export function compressed(
  event: Headed,
  result: APIGatewayProxyStructuredResultV2,
): APIGatewayProxyStructuredResultV2 {
  const { body = '', isBase64Encoded } = result
  if (isBase64Encoded === true || body.length < WORTH_COMPRESSING || !acceptsGzip(event)) return result
  return {
    ...result,
    headers: { ...result.headers, 'content-encoding': 'gzip', vary: 'accept-encoding' },
    isBase64Encoded: true,
    body: gzipSync(body, { level: 6 }).toString('base64'),
  }
}
