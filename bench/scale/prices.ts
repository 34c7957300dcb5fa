import type { Units } from './units.ts'

/** On-demand prices in US dollars, us-east-1, as AWS lists them publicly; arm64 for Lambda. Change them here. */
const PRICE = {
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  put: 0.005 / 1_000,
  get: 0.0004 / 1_000,
  signature: 0.15 / 10_000,
  queueRequest: 0.4 / 1e6,
  invocation: 0.2 / 1e6,
  gbSecond: 0.0000133334,
  /** A month. */
  archiveGb: 0.023,
  ledgerGb: 0.25,
} as const

const GB = 1e9

export interface MonthlyCost {
  readonly dynamodb: number
  readonly s3: number
  readonly lambda: number
  readonly kms: number
  readonly sqs: number
  /** Of one month’s growth, kept for a month; it adds up for as long as the lock holds. */
  readonly storage: number
  readonly total: number
}

export function monthlyCost(units: Units, gbSeconds: number): MonthlyCost {
  const parts = {
    dynamodb: units.writeUnits * PRICE.writeUnit + units.readUnits * PRICE.readUnit,
    s3: units.puts * PRICE.put + units.gets * PRICE.get,
    lambda: units.invocations * PRICE.invocation + gbSeconds * PRICE.gbSecond,
    kms: units.signatures * PRICE.signature,
    sqs: units.queueRequests * PRICE.queueRequest,
    storage: (units.archiveBytes / GB) * PRICE.archiveGb + (units.ledgerBytes / GB) * PRICE.ledgerGb,
  }
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) }
}

/**
 * The design that comes to mind first: every poll keeps its answer as an object, writes a row for the poll and one for each of
 * the two checkpoints that are listed, and reads the last row to compare with.
 */
export function naiveUnits(polls: number): Pick<Units, 'writeUnits' | 'readUnits' | 'puts'> {
  return { writeUnits: 3 * polls, readUnits: polls, puts: polls }
}
