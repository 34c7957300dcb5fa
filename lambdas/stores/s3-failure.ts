import { S3ServiceException } from '@aws-sdk/client-s3'
import { StoreFailure } from './store-reader.ts'

/** What S3 refused, in our words: the SDK's message may repeat an access key (InvalidAccessKeyId), and the code says enough. */
export function failure(
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  doing: string,
  cause: unknown,
): StoreFailure {
  if (cause instanceof StoreFailure) return cause
  return new StoreFailure(`s3://${bucket}/${prefix}: ${doing} failed: ${nameOf(cause)}`)
}

export function nameOf(cause: unknown): string {
  return cause instanceof Error && /^[A-Za-z0-9_.]{1,64}$/.test(cause.name) ? cause.name : 'no answer'
}

export function statusOf(cause: unknown): number | undefined {
  return cause instanceof S3ServiceException ? cause.$metadata.httpStatusCode : undefined
}

export function isNoBucket(cause: unknown): boolean {
  return cause instanceof S3ServiceException && cause.name === 'NoSuchBucket'
}
