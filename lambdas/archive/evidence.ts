import { gzipSync } from 'node:zlib'
import { sha256Hex } from '../domain/canonical.ts'
import { exactText } from '../domain/exact-text.ts'
import type { Instant } from '../domain/instant.ts'

/** One answer of a source (or the lack of one), as it is kept. */
export interface Answer {
  readonly url: string
  /** HTTP status; null without a complete answer, as are then `receivedAt` and `body`. */
  readonly status: number | null
  /** Chosen by an allow-list; never a credential. */
  readonly headers: { readonly [name: string]: string }
  readonly requestedAt: Instant
  readonly receivedAt: Instant | null
  /** After decompression. */
  readonly body: Uint8Array | null
  /** Of this very body, where it was written before. */
  readonly written?: WrittenBody
}

/** A body as a line has it. */
export interface WrittenBody {
  /** null: there is no body. */
  readonly sha256: string | null
  /** The last members of the line, as JSON, with the brace that ends it. */
  readonly members: string
}

/** Whom an answer is about; `pipeline` is null for the source's own list. */
export interface Subject {
  readonly source: string
  readonly pipeline: string | null
}

/** One line of an evidence object, without its newline (CONTRACT §7). */
export function evidenceLine(
  { source, pipeline }: Subject,
  answer: Answer,
): { text: string; sha256: string | null } {
  const { sha256, members } = answer.written ?? writtenBody(answer.body)
  const said = JSON.stringify({
    pipeline,
    source,
    url: answer.url,
    status: answer.status,
    headers: answer.headers,
    requested_at: answer.requestedAt,
    received_at: answer.receivedAt,
  })
  return { text: `${said.slice(0, -1)},${members}`, sha256 }
}

export function writtenBody(body: Uint8Array | null): WrittenBody {
  const sha256 = body === null ? null : sha256Hex(body)
  return { sha256, members: JSON.stringify({ sha256, ...bodyMembers(body) }).slice(1) }
}

/** The object and its name: the SHA-256 of the compressed bytes, so that anybody can check it with `sha256sum`. */
export function evidenceObject(lines: readonly string[]): { name: string; bytes: Uint8Array } {
  const bytes = gzipSync(Buffer.from(lines.map((line) => `${line}\n`).join(''), 'utf8'))
  return { name: sha256Hex(bytes), bytes }
}

function bodyMembers(body: Uint8Array | null): { body: string | null; body_base64?: string } {
  if (body === null) return { body: null }
  try {
    return { body: exactText(body) }
  } catch {
    return { body: null, body_base64: Buffer.from(body).toString('base64') }
  }
}
