import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { etagOf, type Kept, sha256Of } from './kept.ts'
import { type Reply, refusal, xml } from './reply.ts'

export interface Upload {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly parts: Map<number, Buffer>
}

export interface WriteAsked {
  readonly method: string
  readonly path: string
  readonly asked: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/**
 * PUT, copies and uploads in parts, each under If-None-Match or If-Match, with SHA-256 that is really compared and computed, whole or
 * composite; tags; retention that is never shortened.
 */
export function createWriting(objects: Map<string, Kept>, uploads: Map<string, Upload>) {
  let [named, clock] = [0, 0]

  return ({ method, path, asked, headers, body }: WriteAsked): Reply => {
    if (method === 'DELETE' && asked.has('uploadId')) {
      uploads.delete(asked.get('uploadId') ?? '')
      return { status: 204 }
    }
    if (method === 'PUT' && asked.has('retention')) return retain(path, body.toString('utf8'))
    if (method === 'PUT' && asked.has('tagging')) return tag(path, body.toString('utf8'))
    if (method === 'POST' && asked.has('uploads')) {
      const id = `upload-${(named += 1)}`
      uploads.set(id, { path, headers, parts: new Map() })
      return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`)
    }
    if (method === 'POST' && asked.has('uploadId'))
      return complete(path, headers, asked.get('uploadId') ?? '', body)
    const source = headers['x-amz-copy-source']
    const bytes = typeof source === 'string' ? copied(decodeURIComponent(source), headers) : body
    if ('status' in bytes) return bytes
    if (asked.has('uploadId')) return part(asked, headers, bytes, source !== undefined)
    return put(path, headers, bytes, source !== undefined)
  }

  function put(path: string, headers: IncomingHttpHeaders, bytes: Buffer, isCopy: boolean): Reply {
    const sha256 = sha256Of(bytes)
    const said = headers['x-amz-checksum-sha256']
    if (said !== undefined && said !== sha256) return refusal(400, 'BadDigest')
    const there = objects.get(path)
    if (headers['if-none-match'] === '*' && there !== undefined) return refusal(412, 'PreconditionFailed')
    const wanted = headers['if-match']
    if (wanted !== undefined && there === undefined) return refusal(404, 'NoSuchKey')
    if (wanted !== undefined && there?.etag !== wanted) return refusal(412, 'PreconditionFailed')
    const isSummed = said !== undefined || headers['x-amz-checksum-algorithm'] === 'SHA256'
    // Written again it has another ETag here, as under another key of encryption.
    const etag = isCopy
      ? `"${createHash('md5')
          .update(`copy ${(clock += 1)}`)
          .digest('hex')}"`
      : etagOf(bytes)
    objects.set(path, { bytes, etag, sha256: isSummed ? sha256 : undefined, ...writtenBy(headers) })
    if (!isCopy) return { status: 200, headers: { etag } }
    return xml(
      `<CopyObjectResult><ETag>${etag}</ETag>${isSummed ? `<ChecksumSHA256>${sha256}</ChecksumSHA256>` : ''}</CopyObjectResult>`,
    )
  }

  function copied(source: string, headers: IncomingHttpHeaders): Buffer | Reply {
    const there = objects.get(`/${source.replace(/^\//, '')}`)
    if (there === undefined) return refusal(404, 'NoSuchKey')
    if (headers['x-amz-copy-source-if-match'] !== there.etag) return refusal(412, 'PreconditionFailed')
    const range = /^bytes=(\d+)-(\d+)$/.exec(String(headers['x-amz-copy-source-range'] ?? ''))
    return range === null ? there.bytes : there.bytes.subarray(Number(range[1]), Number(range[2]) + 1)
  }

  function part(asked: URLSearchParams, headers: IncomingHttpHeaders, bytes: Buffer, isCopy: boolean): Reply {
    const upload = uploads.get(asked.get('uploadId') ?? '')
    if (upload === undefined) return refusal(404, 'NoSuchUpload')
    const sha256 = sha256Of(bytes)
    const said = headers['x-amz-checksum-sha256']
    if (said !== undefined && said !== sha256) return refusal(400, 'BadDigest')
    upload.parts.set(Number(asked.get('partNumber')), Buffer.from(bytes))
    const etag = etagOf(bytes)
    if (!isCopy) return { status: 200, headers: { etag, 'x-amz-checksum-sha256': sha256 } }
    return xml(
      `<CopyPartResult><ETag>${etag}</ETag><ChecksumSHA256>${sha256}</ChecksumSHA256></CopyPartResult>`,
    )
  }

  function complete(path: string, headers: IncomingHttpHeaders, id: string, body: Buffer): Reply {
    const upload = uploads.get(id)
    if (upload === undefined || upload.path !== path) return refusal(404, 'NoSuchUpload')
    if (headers['if-none-match'] === '*' && objects.has(path)) return refusal(412, 'PreconditionFailed')
    const said = [...body.toString('utf8').matchAll(/<ChecksumSHA256>([^<]+)<\/ChecksumSHA256>/g)].map(
      (m) => m[1],
    )
    const parts = [...upload.parts].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes)
    if (said.length !== parts.length || parts.some((bytes, i) => sha256Of(bytes) !== said[i]))
      return refusal(400, 'InvalidPart')
    const composite = createHash('sha256')
    for (const bytes of parts) composite.update(createHash('sha256').update(bytes).digest())
    const sha256 = `${composite.digest('base64')}-${parts.length}`
    const bytes = Buffer.concat(parts)
    const metadata = { 'part-bytes': String(upload.headers['x-amz-meta-part-bytes'] ?? '') }
    objects.set(path, {
      bytes,
      etag: `"${createHash('md5').update(sha256).digest('hex')}-${parts.length}"`,
      sha256,
      metadata,
      ...writtenBy(upload.headers),
    })
    uploads.delete(id)
    return xml(
      `<CompleteMultipartUploadResult><ChecksumSHA256>${sha256}</ChecksumSHA256></CompleteMultipartUploadResult>`,
    )
  }

  function retain(path: string, body: string): Reply {
    const there = objects.get(path)
    if (there === undefined) return refusal(404, 'NoSuchKey')
    const until = /<RetainUntilDate>([^<]+)</.exec(body)?.[1] ?? ''
    if (there.lockedUntil !== undefined && Date.parse(until) < Date.parse(there.lockedUntil))
      return refusal(403, 'AccessDenied')
    objects.set(path, { ...there, lockedUntil: until, lockMode: /<Mode>([^<]+)</.exec(body)?.[1] })
    return { status: 200 }
  }

  function tag(path: string, tagging: string): Reply {
    const there = objects.get(path)
    if (there === undefined) return refusal(404, 'NoSuchKey')
    objects.set(path, { ...there, tagging })
    return { status: 200 }
  }
}

function writtenBy(headers: IncomingHttpHeaders): Pick<Kept, 'lockedUntil' | 'lockMode' | 'headers'> {
  const [until, mode] = [headers['x-amz-object-lock-retain-until-date'], headers['x-amz-object-lock-mode']]
  const said = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return { lockedUntil: until?.toString(), lockMode: mode?.toString(), headers: Object.fromEntries(said) }
}
