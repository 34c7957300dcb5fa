import type { ServerResponse } from 'node:http'
import type { Chance } from '../simulation/chance.ts'
import { type Asked, type Fate, PASSES } from '../support/dynamodb-wire.ts'

/** Which of so many goes wrong, on either side. */
const FAULTY = 0.01

/** One answer of Feldera's that goes wrong, as such answers do. What is whole is always true: only silence and noise are injected. */
export type Fault = 'broken' | 'cut' | 'refused' | 'throttled' | 'slow' | 'silent'

// A silent one costs its run 15 s.
const FAULTS: readonly Fault[] = [
  ...Array<Fault>(5).fill('broken'),
  ...Array<Fault>(4).fill('cut'),
  ...Array<Fault>(5).fill('refused'),
  ...Array<Fault>(3).fill('throttled'),
  ...Array<Fault>(2).fill('slow'),
  'silent',
]

export function faultOf(chance: Chance): Fault | undefined {
  return chance.happens(FAULTY) ? chance.pick(FAULTS) : undefined
}

/** Answers as the fault has it. */
export function answerWrongly(fault: Fault, response: ServerResponse, body: string): void {
  switch (fault) {
    case 'broken':
      response.destroy()
      return
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length) })
      response.write(body.slice(0, body.length / 2), () => response.destroy())
      return
    case 'refused':
      response.writeHead(500, { 'content-type': 'text/html' }).end('<html>no upstream</html>')
      return
    case 'throttled':
      response.writeHead(429, { 'retry-after': '1' }).end()
      return
    case 'slow':
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(body), 3_000)
      return
    case 'silent':
      return
  }
}

/** What happens to one request to DynamoDB. */
export function fateOf(chance: Chance, { operation }: Asked): Fate {
  if (!chance.happens(FAULTY)) return PASSES
  const isTransaction = operation.startsWith('Transact')
  const fates: readonly Fate[] = [
    { kind: 'refused', code: 'ProvisionedThroughputExceededException' },
    { kind: 'refused', code: 'ThrottlingException' },
    { kind: 'refused', code: 'InternalServerError' },
    { kind: 'broken' },
    { kind: 'unanswered' },
    ...(operation === 'Query' ? [{ kind: 'short', items: 1 } as const] : []),
    ...(isTransaction ? CANCELLED : []),
  ]
  return chance.pick(fates)
}

const CANCELLED = ['TransactionConflict', 'ThrottlingError'].map(
  (reason): Fate => ({ kind: 'refused', code: 'TransactionCanceledException', reasons: [reason, 'None'] }),
)
