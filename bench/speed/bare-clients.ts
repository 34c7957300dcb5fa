import { createHash } from 'node:crypto'
import { get } from 'node:http'
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'

/**
 * What nothing but the requests of a start takes: the handler asks each origin as often as its event says, one after the other, through
 * clients of the SDK as they come, and an origin that is none of AWS by `node:http`.
 */
export async function handler({ requests }: { readonly requests: { readonly [origin: string]: number } }) {
  const {
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_KMS: kms,
  } = process.env
  const ways = new Map([
    [dynamodb, query],
    [s3, await putting(requests[s3 ?? ''])],
    [kms, await signing(requests[kms ?? ''])],
  ])
  for (const [origin, times] of Object.entries(requests)) {
    const ask = ways.get(origin) ?? (() => page(origin))
    for (let i = 0; i < times; i += 1) await ask()
  }
}

const tables = new DynamoDBClient({})

async function query(): Promise<void> {
  const pk = { ':pk': { S: 'bare' } }
  const command = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: pk }
  await tables.send(new QueryCommand({ TableName: process.env['WORK_TABLE'], ...command }))
}

/** Loaded where it is asked at all, as by the functions. */
async function putting(times = 0): Promise<(() => Promise<void>) | undefined> {
  if (times === 0) return undefined
  const { PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client({})
  return async () => {
    // As the archive does; without it the SDK would compute a CRC.
    const ChecksumSHA256 = createHash('sha256').update('bare').digest('base64')
    await client.send(new PutObjectCommand({ Bucket: 'archive', Key: 'bare', Body: 'bare', ChecksumSHA256 }))
  }
}

async function signing(times = 0): Promise<(() => Promise<void>) | undefined> {
  if (times === 0) return undefined
  const { KMSClient, SignCommand } = await import('@aws-sdk/client-kms')
  const client = new KMSClient({})
  const SigningAlgorithm = 'ED25519_SHA_512'
  return async () => {
    await client.send(new SignCommand({ KeyId: 'key', Message: Buffer.from('bare'), SigningAlgorithm }))
  }
}

async function page(origin: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    get(`${origin}/v0/pipelines`, (answer) => answer.resume().once('end', resolve)).once('error', reject)
  })
}
