import { at, listAt } from '../lambdas/recorder/configuration/configuration-written.ts'
import { createReach } from '../lambdas/recorder/feldera/reach.ts'
import { type SecretPlace, secretsIn } from './named-secrets.ts'
import type { Problem } from './problem.ts'
import { SECRET_NAME } from './settings-schema.ts'

/** What is right on one machine and would fail in AWS, of a file that may otherwise be wrong: there are no variables for secrets, and no folders. */
export function undeployable(written: unknown): readonly Problem[] {
  return [
    ...unreachable(written),
    ...unreachableStores(written),
    ...secretsIn(written).flatMap(undeployableSecret),
  ]
}

// As the deployed recorder has it (lambdas/recorder/handler.ts).
const { refuses } = createReach({ loopback: false })

/** URLs of what only the machine itself can reach: in Lambda its metadata, its credentials and the runtime's own API. */
function unreachable(written: unknown): readonly Problem[] {
  return listAt(written, ['sources']).flatMap((source, index) =>
    [['url'], ['auth', 'clientCredentials', 'tokenUrl']]
      .filter((keys) => isRefused(at(source, keys)))
      .map((keys) => ({ path: `sources[${index}].${keys.join('.')}`, message: UNREACHABLE })),
  )
}

const UNREACHABLE =
  'must not be loopback, link-local or another address that only the function itself could reach'

/** A folder of whoever deploys is none of the function's. */
function unreachableStores(written: unknown): readonly Problem[] {
  return listAt(written, ['stores']).flatMap((store, index): readonly Problem[] => {
    const location = at(store, ['location'])
    const isFolder = typeof location === 'string' && location.startsWith('file:')
    const path = `stores[${index}]`
    return [
      ...(isFolder
        ? [{ path: `${path}.location`, message: 'file:// is for local runs; in AWS name a bucket: s3://…' }]
        : []),
      ...(isRefused(at(store, ['endpoint'])) ? [{ path: `${path}.endpoint`, message: UNREACHABLE }] : []),
    ]
  })
}

function isRefused(url: unknown): boolean {
  const parsed = typeof url === 'string' ? URL.parse(url) : null
  return parsed !== null && refuses(parsed.hostname)
}

function undeployableSecret({ path, secret }: SecretPlace): readonly Problem[] {
  if (secret === undefined) {
    return [
      {
        path,
        message: 'an "env" secret is for local runs; in AWS name one in Secrets Manager: {"secret": …}',
      },
    ]
  }
  return SECRET_NAME.test(secret)
    ? []
    : [{ path, message: 'must be the name or the ARN of a secret in Secrets Manager' }]
}
