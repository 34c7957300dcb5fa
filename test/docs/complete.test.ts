import { describe, expect, it } from 'vitest'
import { ACTIONS, AUDITS, LISTS, PLANS } from '../../infra/local/cli/ledger-arguments.ts'
import { REPORTS } from '../../infra/local/cli/report-forms.ts'
import { readSettings } from '../../infra/settings.ts'
import { SettingsSchema } from '../../infra/settings-schema.ts'
import { COUNTERPART, DEFAULT_SEVERITY, EVENT_KINDS } from '../../lambdas/domain/event.ts'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import { describePolicy } from '../../lambdas/domain/policy-text.ts'
import { STATUS } from '../../lambdas/publisher/failure.ts'
import { OPERATIONS } from '../../lambdas/publisher/openapi/operations.ts'
import { configurationSchema } from '../../lambdas/recorder/configuration/configuration-schema.ts'
import { names, page, rows, section } from './pages.ts'

const README = 'README.md'
const CONFIGURATION = 'docs/configuration.md'

/** The first cell of each row and what stands in the second, without back-ticks. */
function table(text: string): ReadonlyMap<string, string> {
  return new Map(
    rows(text).flatMap(([keys = '', value = '']) =>
      names(keys).map((key) => [key, names(value)[0] ?? value] as const),
    ),
  )
}

/** A request by which its operation is found. */
const plain = (name: string): string => name.replace(/\?.*$/, '').replaceAll(/\{[^{}]*\}/g, '{}')

const sorted = (all: Iterable<string>): readonly string[] => [...all].toSorted()

describe('the pages name', () => {
  it.each([
    ['README', () => section(README, '## Watching your own Feldera')],
    ['configuration', () => section(CONFIGURATION, '## `policy` and `overrides`')],
  ])('every key of a policy with the default that it has: %s', (_, text) => {
    const defaults = Object.entries(describePolicy(DEFAULT_POLICY)).map(([key, value]): [string, string] => [
      key,
      value === null ? 'none' : JSON.stringify(value),
    ])
    expect(sorted([...table(text())].map(([key, value]) => `${key} ${value}`))).toEqual(
      sorted(defaults.map(([key, value]) => `${key} ${value}`)),
    )
  })

  it('every key of a source and of a store', () => {
    const { sources, stores } = configurationSchema.shape
    expect(sorted(table(section(CONFIGURATION, '## `sources`')).keys())).toEqual(
      sorted(Object.keys(sources.def.element.shape)),
    )
    expect(sorted(table(section(CONFIGURATION, '## `stores`')).keys())).toEqual(
      sorted(Object.keys(stores.def.innerType.def.element.shape)),
    )
  })

  it('every setting of a deployment with the default that it has', () => {
    const read = readSettings(() => undefined)
    if (read.kind === 'invalid') throw new Error('the defaults are not valid')
    const { everyMinutes, rehearseDays, settings } = { ...read.settings, settings: read.settings }
    const given = table(section('docs/deploying.md', '## Settings'))
    expect(sorted(given.keys())).toEqual(sorted([...Object.keys(SettingsSchema.shape), 'configuration']))
    expect(given.get('stage')).toBe(settings.stage)
    expect(given.get('every')).toBe(`${everyMinutes}m`)
    expect(given.get('objectLock')).toBe(settings.objectLock)
    expect(given.get('rehearseEvery')).toBe(`${rehearseDays}d`)
    expect(given.get('chat')).toBe(String(settings.chat))
    expect(given.get('logKey')).toBe(String(settings.logKey))
    expect(given.get('origin')).toBe(settings.origin.replace(settings.stage, '<stage>'))
  })

  const alerts = EVENT_KINDS.filter(
    (kind) =>
      ['critical', 'warning'].includes(DEFAULT_SEVERITY[kind]) ||
      COUNTERPART[kind] !== undefined ||
      kind === 'drill-recorded',
  )

  it('every alert in the README, with its severity, and none besides', () => {
    const told = rows(section(README, '## What each alert means and what to do')).flatMap(
      ([kinds = '', severity = '']) => names(kinds).map((kind) => [kind, severity] as const),
    )
    expect(sorted(told.map(([kind]) => kind))).toEqual(sorted(alerts))
    for (const [kind, severity] of told)
      if (kind !== 'drill-recorded')
        expect([kind, severity.split(' ')[0]]).toEqual([
          kind,
          DEFAULT_SEVERITY[alerts.find((one) => one === kind) ?? 'run-completed'],
        ])
  })

  it('what to do about every alert in the runbook, and what ends it', () => {
    const runbook = section('docs/runbook.md', '## Alerts on checkpoints and copies')
    const headings = [...runbook.matchAll(/^### (.*)$/gm)].map(([, heading = '']) => heading)
    expect(sorted(headings)).toEqual(sorted(alerts))
    for (const kind of alerts) {
      const text = section('docs/runbook.md', `### ${kind}`)
      expect([kind, text.trim().length > 80]).toEqual([kind, true])
      const end = COUNTERPART[kind]
      if (end !== undefined) expect([kind, /Ends /.test(text)]).toEqual([kind, true])
      if (kind === 'drill-recorded') continue
      expect([kind, text.trim().toLowerCase().startsWith(DEFAULT_SEVERITY[kind])]).toEqual([kind, true])
    }
  })

  it('every kind of event in the format of the record, with what it says', () => {
    const told = rows(section('docs/ledger-format.md', '## An entry')).flatMap(([cell = '']) => names(cell))
    expect(EVENT_KINDS.filter((kind) => !told.includes(kind))).toEqual([])
  })

  it('every command with its operands and flags, and none besides', () => {
    const forms = Object.entries({ ...LISTS, ...ACTIONS, ...PLANS, ...AUDITS, ...REPORTS })
    const text = section('docs/commands.md', '## `npm run ledger`')
    const told = rows(text).flatMap(([cell = '']) => names(cell))
    const commands = told.map((one) => one.split(' ')[0] ?? '')
    expect(sorted(new Set(commands))).toEqual(sorted([...forms.map(([name]) => name), 'keys', 'witness']))
    const flags = sorted(new Set(forms.flatMap(([, form]) => [...form.flags])))
    const all = `${text}\n${page('docs/stored-copies.md')}`
    expect(flags.filter((flag) => !all.includes(`--${flag}`))).toEqual([])
  })

  it('every request of the API, and none besides', () => {
    const first = page('docs/api.md').split('\n## ')[0] ?? ''
    const told = rows(first)
      .flatMap(([cell = '']) => names(cell))
      .filter((name) => /^(GET|PUT|POST|DELETE) /.test(name))
    expect(sorted(told.map(plain))).toEqual(sorted([...Object.keys(OPERATIONS).map(plain), 'GET /']))
  })

  it('every parameter of a request that not every list has', () => {
    const first = page('docs/api.md').split('\n## ')[0] ?? ''
    const unsaid = Object.entries(OPERATIONS).flatMap(([name, { query = {} }]) => {
      const row = rows(first).find(([cell = '']) => names(cell).some((one) => plain(one) === plain(name)))
      const wanted = Object.keys(query).filter((key) => !['limit', 'cursor', 'source'].includes(key))
      return wanted
        .filter((key) => !new RegExp(`\\b${key}\\b`).test(row?.join(' ') ?? ''))
        .map((key) => `${name} ${key}`)
    })
    expect(unsaid).toEqual([])
  })

  it('every refusal of the API with its status, and none besides', () => {
    const told = rows(section('docs/api.md', '## Refusals')).flatMap(([status = '', codes = '']) =>
      names(codes).map((code) => `${code} ${status}`),
    )
    expect(sorted(told)).toEqual(sorted(Object.entries(STATUS).map(([code, status]) => `${code} ${status}`)))
  })
})
