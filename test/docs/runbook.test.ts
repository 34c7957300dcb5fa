import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { names, page } from './pages.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** All that we write, and so all that may stand in a log line, an error or a record. */
const sources = ['lambdas', 'infra']
  .flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
  )
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(ROOT, file), 'utf8'))
  .join('\n')

// What is typed into a shell, asked over HTTP, or the subject of a mail.
const OTHERS =
  /^(npm|aws|curl|filter|GET|POST|status|\[info\]|events|approvals|maintenance|alerts|keys|verify) /

it('the runbook quotes what we say, word for word', () => {
  const runbook = page('docs/runbook.md')
  const quoted = names(runbook).filter(
    (name) =>
      (/^[a-z]+(-[a-z]+)+$/.test(name) || (name.includes(' ') && !OTHERS.test(name))) &&
      // Alarms have a section of their name (test/infra/alarms.test.ts).
      !runbook.includes(`\n## ${name}\n`),
  )
  expect(quoted.length).toBeGreaterThan(50)
  const unsaid = quoted.filter((name) =>
    name.split(/ ?… ?/).some((part) => !sources.includes(part.replace(/^-/, ''))),
  )
  expect([...new Set(unsaid)]).toEqual([])
})
