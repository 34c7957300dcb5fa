import * as z from 'zod'
import { canonical } from '../domain/canonical.ts'
import { errorText } from '../domain/log-line.ts'

export const ATTESTATION_VERSION = 'checkpoint-ledger/attestation/1'

const decimal = z.string().regex(/^(?:0|[1-9][0-9]{0,19})$/)
const hex = z.string().regex(/^[0-9a-f]{64}$/)
const u64 = decimal.nullable()
const place = z.strictObject({ ledger: z.string(), seq: decimal })

/** A complete answer that shows the pipeline, and the run that asked for it. */
const check = z.strictObject({
  ledger: z.string(),
  seq: decimal,
  object: hex,
  line: decimal,
  received_at: z.string(),
})

const listed = z.strictObject({
  uuid: z.string(),
  fingerprint: decimal,
  size: u64,
  steps: u64,
  processed_records: u64,
  identifier: z.string().nullable(),
  /** The entry that recorded it, and the one that last said of it what this answer says (another one only where it changed); null where there is none. */
  recorded: place.nullable(),
  stated: place.nullable(),
})

const form = z.strictObject({
  v: z.literal(ATTESTATION_VERSION),
  pipeline: z.string(),
  at: z.string(),
  listed: z.array(listed),
  before: check,
  after: check.nullable(),
  /** The entries of the pipeline's ledger from the one that stood when `before` was received to what `after` led to, without a hole. */
  meanwhile: z.array(decimal),
  entries: z.array(z.strictObject({ index: decimal, entry: z.string(), proof: z.array(z.string()) })),
  evidence: z.array(z.strictObject({ name: hex, base64: z.string() })),
  checkpoint: z.string(),
  public_key: z.string(),
})

/** What was listed at a moment, with all that proves it (docs/ledger-format.md). Numbers are decimal text. */
export type Attestation = Readonly<z.output<typeof form>>
export type AttestedCheck = Readonly<z.output<typeof check>>
export type AttestedCheckpoint = Readonly<z.output<typeof listed>>

/** Its one form: RFC 8785, no newline at the end. */
export function attestationText(attestation: Attestation): string {
  return canonical({ ...attestation })
}

/** Reads what `attestationText` wrote, with or without a newline at its end, or says what is wrong with it. */
export function readAttestation(text: string): Attestation | { readonly problem: string } {
  try {
    const parsed = form.safeParse(JSON.parse(text))
    if (!parsed.success) return { problem: problemIn(parsed.error) }
    if (attestationText(parsed.data) !== text.replace(/\n$/, ''))
      return { problem: 'is not in canonical form' }
    return parsed.data
  } catch (error) {
    return { problem: `is no JSON: ${errorText(error)}` }
  }
}

function problemIn({ issues: [issue] }: z.ZodError): string {
  return `is no attestation: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`
}
