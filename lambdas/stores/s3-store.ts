import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3'
import { failure, isNoBucket, nameOf, statusOf } from './s3-failure.ts'
import {
  type Span,
  type SpanRead,
  type StoredObject,
  StoreFailure,
  type StoreReader,
  type Unreadable,
  type WholeRead,
} from './store-reader.ts'

export interface S3StorePorts {
  readonly client: S3Client
  readonly bucket: string
  /** Ends with a slash, or is empty: the whole bucket. */
  readonly prefix: string
}

/** A store in S3 or what speaks like it: `s3:ListBucket` and `s3:GetObject` suffice. */
export function createS3Store(ports: S3StorePorts): StoreReader {
  const { client, bucket, prefix } = ports
  const keyOf = (name: string) => ({ Bucket: bucket, Key: prefix + name })
  return {
    list: () => pages(ports),
    head: async (name) => {
      try {
        const { ContentLength, ETag } = await client.send(new HeadObjectCommand(keyOf(name)))
        return objectOf(name, ContentLength, ETag)
      } catch (cause) {
        // HEAD has no body: its 404 has no code.
        if (statusOf(cause) === 404 && !isNoBucket(cause)) return undefined
        throw failure(ports, `${name}: head`, cause)
      }
    },
    read: async (name, maxBytes): Promise<WholeRead> => {
      try {
        const answer = await client.send(new GetObjectCommand(keyOf(name)))
        const object = objectOf(name, answer.ContentLength, answer.ETag)
        if (object.bytes > maxBytes) {
          given(answer)
          return { kind: 'too-large', object }
        }
        return { kind: 'had', object, bytes: await bodyOf(answer, object.bytes) }
      } catch (cause) {
        return unreadable(ports, name, cause)
      }
    },
    readSpan: async (object, span): Promise<SpanRead> => {
      try {
        const command = new GetObjectCommand({
          ...keyOf(object.name),
          Range: rangeOf(span),
          IfMatch: object.etag,
        })
        return { kind: 'had', bytes: await bodyOf(await client.send(command), span.length) }
      } catch (cause) {
        // 416: it has become shorter than when it was listed.
        if ([412, 416].includes(statusOf(cause) ?? 0)) return { kind: 'changed' }
        return unreadable(ports, object.name, cause)
      }
    },
  }
}

async function* pages(ports: S3StorePorts): AsyncGenerator<readonly StoredObject[]> {
  const { client, bucket, prefix } = ports
  let after: string | undefined
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      ...(after === undefined ? {} : { ContinuationToken: after }),
    })
    const page = await client.send(command).catch((cause: unknown) => {
      throw failure(ports, 'list', cause)
    })
    yield (page.Contents ?? []).flatMap(({ Key, Size, ETag }) =>
      Key === undefined ? [] : [objectOf(Key.slice(prefix.length), Size, ETag)],
    )
    after = page.NextContinuationToken
    // A page that says there is more and not where would be taken for the end.
    if (page.IsTruncated === true && after === undefined)
      throw new StoreFailure(`s3://${bucket}/${prefix}: the listing broke off`)
  } while (after !== undefined)
}

function objectOf(name: string, bytes: number | undefined, etag: string | undefined): StoredObject {
  if (bytes === undefined || etag === undefined)
    throw new StoreFailure(`${name}: the store tells neither size nor ETag of it`)
  return { name, bytes, etag }
}

function rangeOf({ offset, length }: Span): string {
  return `bytes=${offset}-${offset + length - 1}`
}

/** The body, of exactly so many bytes: what ignores ranges, or breaks off, must not be taken for the object. */
async function bodyOf(answer: GetObjectCommandOutput, length: number): Promise<Uint8Array> {
  if (answer.ContentLength !== undefined && answer.ContentLength !== length) {
    given(answer)
    throw new StoreFailure(`the store sent ${answer.ContentLength} bytes where ${length} were asked for`)
  }
  const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array()
  if (bytes.length !== length)
    throw new StoreFailure(`the store sent ${bytes.length} bytes where ${length} were asked for`)
  return bytes
}

/** Lets the connection go without reading what would follow. */
function given({ Body }: GetObjectCommandOutput): void {
  if (Body !== undefined && 'destroy' in Body) Body.destroy()
}

function unreadable(ports: S3StorePorts, name: string, cause: unknown): Unreadable {
  if (statusOf(cause) === 404 && !isNoBucket(cause)) return { kind: 'none' }
  // InvalidObjectState: a lifecycle rule has moved it to Glacier. AccessDenied: it may be encrypted with a key that is not ours to use.
  if (statusOf(cause) === 403) return { kind: 'withheld', why: nameOf(cause) }
  throw failure(ports, name, cause)
}
