/** What AWS bills by, as counted while the recorder ran. */
export interface Units {
  /** Requests to Feldera, and bytes of its answers. */
  readonly asked: number
  readonly askedBytes: number
  /** DynamoDB on demand: a write unit per KB begun, twice that in a transaction; a read unit per 4 KB begun, strongly consistent. */
  readonly writeUnits: number
  readonly readUnits: number
  /** Bytes of the ledger, which stay. */
  readonly ledgerBytes: number
  /** S3: puts and lists cost alike; tags count as puts. */
  readonly puts: number
  /** Of these, objects of evidence. */
  readonly evidencePuts: number
  readonly gets: number
  /** Bytes of the archive that stay: parts of tiles expire. */
  readonly archiveBytes: number
  readonly signatures: number
  readonly queueRequests: number
  readonly invocations: number
  /** Records of the ledger's stream, which the publisher takes in batches. */
  readonly streamRecords: number
}

export const NONE: Units = {
  asked: 0,
  askedBytes: 0,
  writeUnits: 0,
  readUnits: 0,
  ledgerBytes: 0,
  puts: 0,
  evidencePuts: 0,
  gets: 0,
  archiveBytes: 0,
  signatures: 0,
  queueRequests: 0,
  invocations: 0,
  streamRecords: 0,
}

export type Count = (units: Partial<Units>) => void

/** Adds up what is counted. */
export function createTally(): { readonly count: Count; readonly taken: () => Units } {
  let sum: Units = NONE
  const count: Count = (units) => {
    sum = combined(sum, { ...NONE, ...units }, (a, b) => a + b)
  }
  return {
    count,
    taken: () => {
      const before = sum
      sum = NONE
      return before
    },
  }
}

export function scaled(units: Units, times: number): Units {
  return combined(units, NONE, (a) => a * times)
}

export function added(a: Units, b: Units): Units {
  return combined(a, b, (x, y) => x + y)
}

function combined(a: Units, b: Units, work: (a: number, b: number) => number): Units {
  return {
    asked: work(a.asked, b.asked),
    askedBytes: work(a.askedBytes, b.askedBytes),
    writeUnits: work(a.writeUnits, b.writeUnits),
    readUnits: work(a.readUnits, b.readUnits),
    ledgerBytes: work(a.ledgerBytes, b.ledgerBytes),
    puts: work(a.puts, b.puts),
    evidencePuts: work(a.evidencePuts, b.evidencePuts),
    gets: work(a.gets, b.gets),
    archiveBytes: work(a.archiveBytes, b.archiveBytes),
    signatures: work(a.signatures, b.signatures),
    queueRequests: work(a.queueRequests, b.queueRequests),
    invocations: work(a.invocations, b.invocations),
    streamRecords: work(a.streamRecords, b.streamRecords),
  }
}

/** Write units of an item of so many bytes. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1_024))
}

/** Read units of a strongly consistent read of so many bytes. */
export function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 4_096))
}
