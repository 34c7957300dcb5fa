import * as z from 'zod'
import { canonical } from '../../domain/canonical.ts'
import { errorText } from '../../domain/log-line.ts'

export const ATTESTATION_VERSION = 'checkpoint-ledger/attestation/1'

const decimal = z.string().regex(/^(?:0|[1-9][0-9]{0,19})$/)
const hex = z.string().regex(/^[0-9a-f]{64}$/)
const u64 = decimal.nullable()
const at = (what: string) => z.string().describe(`${what}; RFC 3339`)

const place = z
  .strictObject({
    ledger: z.string().describe('The ledger of the entry: `source/name`, or `recorder/N`'),
    seq: decimal.describe('The number of the entry in it'),
  })
  .meta({ id: 'EntryPlace', description: 'Where an entry stands' })

const check = z
  .strictObject({
    ledger: z.string().describe('The ledger of the run that asked: `recorder/N`'),
    seq: decimal.describe('The number of its entry'),
    object: hex.describe('The name of the object of evidence that holds the answer'),
    line: decimal.describe('The line of the answer in it, from 1'),
    received_at: at('When the answer came'),
  })
  .meta({
    id: 'AttestedCheck',
    description: 'A complete answer that shows the pipeline, and the run that asked for it',
  })

const listed = z
  .strictObject({
    uuid: z.string().describe('UUID of the checkpoint'),
    fingerprint: decimal.describe('Hash of the types of the program’s operators'),
    size: u64.describe('Bytes of its metadata'),
    steps: u64.describe('Steps of the circuit that the pipeline had made'),
    processed_records: u64.describe('Records that the pipeline had processed'),
    identifier: z.string().nullable().describe('A name that somebody gave it, or null'),
    recorded: place.nullable().describe('The entry that recorded it; null where there is none'),
    stated: place
      .nullable()
      .describe('The entry that last said of it what this answer says: another one only where it changed'),
  })
  .meta({ id: 'AttestedCheckpoint', description: 'A checkpoint that the answer before the moment lists' })

const proven = z
  .strictObject({
    index: decimal.describe('The place of the entry in the log, from 0'),
    entry: z.string().describe('The exact text of the entry: a leaf of the log'),
    proof: z.array(z.string()).describe('The hashes that prove it (RFC 6962), base64'),
  })
  .meta({ id: 'ProvenEntry', description: 'An entry and the proof that it is in the log' })

const evidence = z
  .strictObject({
    name: hex.describe('SHA-256 of the object'),
    base64: z.string().describe('The object, as it stands in the archive, base64'),
  })
  .meta({
    id: 'EvidenceObject',
    description: 'An object of the archive: gzip NDJSON, a line for each answer',
  })

/** Its members. */
export const ATTESTATION = z
  .strictObject({
    v: z.literal(ATTESTATION_VERSION).describe('Version of this form'),
    pipeline: z.string().describe('`source/name`'),
    at: at('The moment'),
    listed: z.array(listed).describe('What was listed, as the answer `before` has it'),
    before: check.describe('The last complete answer at or before the moment'),
    after: check.nullable().describe('The first one after it; null where none is in the log yet'),
    meanwhile: z
      .array(decimal)
      .describe(
        'Numbers of the pipeline’s entries from the one that stood when `before` was received to what `after` led to, without a hole',
      ),
    entries: z.array(proven).describe('The entries that are named here, with their proofs'),
    evidence: z.array(evidence).describe('The answers themselves'),
    checkpoint: z.string().describe('The signed note (C2SP checkpoint) of the log in which it all is'),
    public_key: z.string().describe('The C2SP verifier key of the log; compare it with one that you trust'),
  })
  .meta({
    id: 'Attestation',
    description: 'What was listed at a moment, with all that proves it; numbers are decimal text',
  })

/** What was listed at a moment, with all that proves it (docs/ledger-format.md). Numbers are decimal text. */
export type Attestation = Readonly<z.output<typeof ATTESTATION>>
export type AttestedCheck = Readonly<z.output<typeof check>>
export type AttestedCheckpoint = Readonly<z.output<typeof listed>>

/** Its one form: RFC 8785, no newline at the end. */
export function attestationText(attestation: Attestation): string {
  return canonical({ ...attestation })
}

/** Reads what `attestationText` wrote, with or without a newline at its end, or says what is wrong with it. */
export function readAttestation(text: string): Attestation | { readonly problem: string } {
  try {
    const parsed = ATTESTATION.safeParse(JSON.parse(text))
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
