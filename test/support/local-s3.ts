import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'

/** A client of one of the stubs that speak as S3 does. */
export function localS3Client(
  { endpoint }: { readonly endpoint: string },
  more: Pick<S3ClientConfig, 'maxAttempts'> = {},
): S3Client {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return new S3Client({ endpoint, region: 'local', forcePathStyle: true, credentials, ...more })
}
