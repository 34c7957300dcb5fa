import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

/** The rooms of DESIGN §3 and what each may import: from left to right only. */
const MAY_IMPORT: { readonly [room: string]: readonly string[] } = {
  'lambdas/domain': ['lambdas/domain'],
  'lambdas/ledger': ['lambdas/ledger', 'lambdas/domain'],
  'lambdas/archive': ['lambdas/archive', 'lambdas/domain'],
  // Feldera's stored copies: reading them, and their format.
  'lambdas/stores': ['lambdas/stores', 'lambdas/archive', 'lambdas/domain'],
  'lambdas/recorder': [
    'lambdas/recorder',
    'lambdas/stores',
    'lambdas/ledger',
    'lambdas/archive',
    'lambdas/domain',
  ],
  // Cosigns the log from another account.
  'lambdas/witness': ['lambdas/witness', 'lambdas/archive', 'lambdas/domain'],
  // Verifying, exporting, attesting: for auditors, by the command line and by the publisher's API.
  'lambdas/audit': ['lambdas/audit', 'lambdas/ledger', 'lambdas/archive', 'lambdas/domain'],
  // What runs in browsers: of the server it knows the words that people read, and types.
  'lambdas/publisher/page': ['lambdas/publisher/page'],
  'lambdas/publisher': [
    'lambdas/publisher',
    'lambdas/audit',
    'lambdas/ledger',
    'lambdas/archive',
    'lambdas/domain',
  ],
  // The whole system on one machine: it composes what the handlers compose, from the same parts.
  'infra/local': [
    'infra/local',
    'lambdas/recorder',
    'lambdas/publisher',
    'lambdas/audit',
    'lambdas/witness',
    'lambdas/stores',
    'lambdas/ledger',
    'lambdas/archive',
    'lambdas/domain',
  ],
  infra: ['infra'],
}

/** The stack may know of the functions only what it must give them. */
const INFRA_MAY_ALSO = [
  'lambdas/recorder/environment.ts',
  'lambdas/publisher/environment.ts',
  'lambdas/witness/environment.ts',
  // Whoever cosigns is checked at synth as well.
  'lambdas/archive/log/notes/verifier-key.ts',
  'lambdas/archive/log/notes/witness-text.ts',
  'lambdas/publisher/page-files.ts',
  'lambdas/publisher/shipped-page.ts',
  // Configuration is validated at synth, by the same code that reads it at run time.
  'lambdas/recorder/configuration/configuration.ts',
  'lambdas/recorder/configuration/parse-configuration.ts',
  'lambdas/recorder/configuration/configuration-written.ts',
  'lambdas/stores/json-or-nothing.ts',
  // So is where it may connect to.
  'lambdas/recorder/feldera/reach.ts',
  // And what it names is what the recorder may read.
  'lambdas/stores/location.ts',
]

/**
 * What the page shows is what the mail says, also of which kind ends the alert of which; and what it asks a person is what may be
 * said. Of everything else on the server it may import types, which are gone when it runs.
 */
const PAGE_MAY_ALSO = [
  'lambdas/domain/telling/advice.ts',
  'lambdas/domain/approvals.ts',
  'lambdas/domain/drill.ts',
  'lambdas/domain/event.ts',
  'lambdas/domain/telling/words.ts',
]

/** What is built for AWS is what one machine serves. */
const LOCAL_MAY_ALSO = ['infra/page-bundle.ts']

/** What counts as a complete answer is decided in one place, for those who record it and for those who prove it. */
const AUDIT_MAY_ALSO = [
  'lambdas/recorder/feldera/schema.ts',
  'lambdas/recorder/feldera/status-list.ts',
  // So is what a configuration means, for those who run by it and for those who report what was in force.
  'lambdas/recorder/configuration/configuration.ts',
  'lambdas/recorder/configuration/parse-configuration.ts',
]

/** A store's catalog holds the same checkpoints as an answer, and one schema reads both. */
const STORES_MAY_ALSO = ['lambdas/recorder/feldera/schema.ts']

const IMPORT = /^(?:import|export)\s(?:[^'"]*?from\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm

const files = ['lambdas', 'infra'].flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${top}/${name.replaceAll('\\', '/')}`),
)

function roomOf(file: string): string {
  const room = Object.keys(MAY_IMPORT).find((known) => known !== 'infra' && file.startsWith(`${known}/`))
  if (room !== undefined) return room
  if (file.startsWith('infra/')) return 'infra'
  throw new Error(`${file} stands in no room of the house`)
}

function importsOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '')
}

/** Without what only the compiler reads. */
function valuesImportedBy(file: string): readonly string[] {
  const code = readFileSync(file, 'utf8').replaceAll(/^(?:import|export) type [^'"]*['"][^'"]+['"]/gm, '')
  return [...code.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '')
}

function target(file: string, specifier: string): string {
  return specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier
}

describe('the house', () => {
  it('has files in it, and every one stands in a room', () => {
    expect(files.length).toBeGreaterThan(20)
    for (const file of files) expect(() => roomOf(file)).not.toThrow()
  })

  it.each(files)('%s imports only what its room may', (file) => {
    const room = roomOf(file)
    const inner = (room === 'lambdas/publisher/page' ? valuesImportedBy : importsOf)(file)
      .map((specifier) => target(file, specifier))
      .filter((path) => path.startsWith('lambdas/') || path.startsWith('infra/'))
    const allowed = (path: string) =>
      (MAY_IMPORT[room] ?? []).includes(roomOf(path)) ||
      (room === 'lambdas/publisher/page' && PAGE_MAY_ALSO.includes(path)) ||
      (room === 'infra/local' && LOCAL_MAY_ALSO.includes(path)) ||
      (room === 'infra' && INFRA_MAY_ALSO.includes(path)) ||
      (room === 'lambdas/audit' && AUDIT_MAY_ALSO.includes(path)) ||
      (room === 'lambdas/stores' && STORES_MAY_ALSO.includes(path))
    expect(inner.filter((path) => !allowed(path))).toEqual([])
  })

  it.each(files.filter((file) => file.startsWith('lambdas/domain/')))('%s is pure', (file) => {
    const outer = importsOf(file).filter((specifier) => !specifier.startsWith('.'))
    expect(outer.filter((specifier) => specifier !== 'node:crypto')).toEqual([])
    const text = readFileSync(file, 'utf8')
    expect(text).not.toMatch(/new Date\(\)|Date\.now\(|Math\.random|process\.env/)
  })

  it('has a page that is no markup anywhere, and needs nothing of Node', () => {
    const reached = new Set(files.filter((file) => file.startsWith('lambdas/publisher/page/')))
    expect(reached.size).toBeGreaterThan(10)
    for (const file of reached) {
      for (const path of valuesImportedBy(file)) reached.add(target(file, path))
    }
    for (const file of reached) {
      expect(file).not.toMatch(/^node:/)
      const code = readFileSync(file, 'utf8')
      expect(code, file).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\beval\(|new Function|\.cssText/,
      )
      expect(code, file).not.toMatch(/setTimeout\(\s*['"`]|javascript:/)
    }
  })

  it.each(files.filter((file) => file.startsWith('lambdas/') && !file.endsWith('/handler.ts')))(
    '%s leaves the environment to the handlers',
    (file) => {
      expect(readFileSync(file, 'utf8')).not.toMatch(/process\.env/)
    },
  )
})
