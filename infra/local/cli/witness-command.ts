import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { formatWitnessVkey } from '../../../lambdas/archive/log/notes/verifier-key.ts'
import { systemClock } from '../../../lambdas/recorder/system-clock.ts'
import { createFileWitnessedTrees } from '../../../lambdas/witness/file-witnessed-trees.ts'
import { createWitnessApi } from '../../../lambdas/witness/http.ts'
import { askedToStop } from '../asked-to-stop.ts'
import { withLock } from '../directory-lock.ts'
import { startHttpServer } from '../http-server.ts'
import { fileSigner } from '../log-key.ts'
import { readWitnessArguments } from './witness-arguments.ts'

// Replacing one small file takes milliseconds.
const REPLACE_WITHIN_MS = 10_000

/** `npm run ledger -- witness`: the witness that `infra/witness` deploys, on one machine; best one that who runs the ledger has no key to. */
export async function witnessCommand(args: readonly string[]): Promise<number> {
  const { name, logs, data, host, port } = readWitnessArguments(args)
  mkdirSync(data, { recursive: true })
  const signer = { name, ...fileSigner(join(data, 'witness.key')) }
  const answer = createWitnessApi({
    trees: createFileWitnessedTrees({
      directory: join(data, 'trees'),
      exclusively: (work) => withLock(join(data, 'lock.sqlite'), REPLACE_WITHIN_MS, work),
    }),
    logs,
    signer: async () => signer,
    clock: systemClock,
    log: (line) => {
      if (line.name !== 'checkpoint-answered') console.error(JSON.stringify(line))
    },
  })
  const server = await startHttpServer(
    (event) => answer({ ...event, queryStringParameters: queryIn(event.rawQueryString) }),
    { host, port },
  )
  console.log(`witness ${formatWitnessVkey(name, signer.publicKey)} ${server.url}`)
  await askedToStop(process)
  await server.stop()
  return 0
}

/** As API Gateway takes it apart. */
function queryIn(text: string): { readonly [name: string]: string } {
  return Object.fromEntries(new URLSearchParams(text))
}
