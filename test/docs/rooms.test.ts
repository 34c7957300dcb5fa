import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const LAMBDAS = join(import.meta.dirname, '..', '..', 'lambdas')

it('lambdas/README.md says of every folder what is in it, and of none that is not there', () => {
  const folders = readdirSync(LAMBDAS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(LAMBDAS.length + 1)
        .replaceAll('\\', '/'),
    )
  const named = [...readFileSync(join(LAMBDAS, 'README.md'), 'utf8').matchAll(/^\| `([\w/-]+)` \|/gm)]
  expect(named.map(([, room = '']) => room).toSorted()).toEqual(folders.toSorted())
})
