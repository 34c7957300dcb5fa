import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { createHttpApi } from '../../../lambdas/publisher/http.ts'
import type { MakingPorts } from '../../../lambdas/publisher/report/make-reports.ts'
import { existingData } from '../data-directory.ts'
import { createLocalPage } from '../local-page.ts'
import { createLocalSystem } from '../local-system.ts'
import { openToCommand } from '../open-access.ts'
import { logProblem } from '../terminal.ts'
import { usingDynamoDb } from '../using-data.ts'
import { cliActor } from './cli-actor.ts'
import type { Asked } from './ledger-arguments.ts'

/** What commands need of a ledger, wherever it is. */
export interface OpenLedger {
  /** What they act through, as the HTTP API does. */
  readonly ports: MakingPorts
  readonly http: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>
  /** Waits until what was recorded has been told; rejects where it cannot be. */
  readonly settle: () => Promise<void>
}

export type UsingLedger = <T>(work: (ledger: OpenLedger) => Promise<T>) => Promise<T>

/** Does the work with the ledger that `--data` or `--stack` names. */
export function ledgerOf({ stack, data }: Pick<Asked, 'stack' | 'data'>): UsingLedger {
  return async (work) => (stack === undefined ? usingData(data, work) : work(await stackLedger(stack)))
}

async function usingData<T>(directory: string, work: (ledger: OpenLedger) => Promise<T>): Promise<T> {
  const data = existingData(directory)
  return usingDynamoDb(data, async (endpoint) =>
    work(
      await createLocalSystem({
        endpoint,
        data,
        environment: {},
        linkBase: () => '',
        admitting: () => openToCommand(cliActor()),
        onEntry: () => {},
        onMessage: () => {},
        log: logProblem,
        witnesses: [],
      }),
    ),
  )
}

async function stackLedger(stack: string): Promise<OpenLedger> {
  // The clients of AWS are a second's work to load, and nobody else needs them.
  const { portsOfStack } = await import('./stack-ledger.ts')
  const ports = await portsOfStack(stack)
  return {
    ports,
    http: createHttpApi({
      ...ports,
      admit: openToCommand(cliActor()),
      log: logProblem,
      page: createLocalPage(),
    }),
    // The stream brings it to the deployed publisher, which tells it.
    settle: async () => {},
  }
}
