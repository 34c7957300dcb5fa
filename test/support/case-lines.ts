import type { Entry } from '../../lambdas/domain/entry.ts'
import { splitLedger } from '../../lambdas/domain/ledger-name.ts'
import type { Message } from '../../lambdas/domain/telling/message.ts'
import type { Names } from './case-names.ts'

/** The pipeline that a line speaks of where it names none. */
const USUAL = 'orders'

/** One fact as a case writes it: `fraud: checkpoint-missing C60 critical answers=3`. */
interface Line {
  readonly head: string
  readonly values: unknown
}

/** Each line with those of its values that the case asks for: a line of the same beginning says which. */
export function asAsked(lines: readonly Line[], asked: readonly string[], names: Names): readonly string[] {
  return lines.map(({ head, values }) => {
    const keys = keysOf(
      asked.find((line) => line === head || line.startsWith(`${head} `))?.slice(head.length),
    )
    return [head, ...keys.map((key) => `${key}=${names.shorten(textAt(values, key))}`)].join(' ')
  })
}

/** What is recorded, without the life of alerts, which people are told, and without the run's own account. */
export function eventLines(entries: readonly Entry[], names: Names): readonly Line[] {
  return entries.flatMap(({ ledger, events }) =>
    events
      .filter(({ kind }) => !kind.startsWith('alert-') && kind !== 'run-completed')
      .map(({ kind, severity, uuid, data }) => ({
        head: joined(
          aboutOf(ledger),
          kind,
          uuid && names.shorten(uuid),
          severity === 'silent' ? '' : severity,
        ),
        values: data,
      })),
  )
}

/** What people get. */
export function toldLine({ Message: text }: Message, names: Names): Line {
  const body: unknown = JSON.parse(text)
  const said = (key: string): string => textAt(body, key)
  const about =
    said('pipeline') === 'null' ? `${said('source')}: ` : aboutOf(`${said('source')}/${said('pipeline')}`)
  const name = said('uuid') === 'null' ? '' : names.shorten(said('uuid'))
  return { head: joined(about, said('state'), said('kind'), name, said('severity')), values: body }
}

function aboutOf(ledger: string): string {
  const [source, pipeline] = splitLedger(ledger)
  if (source === 'recorder') return 'recorder: '
  return pipeline === USUAL ? '' : `${pipeline}: `
}

function joined(about: string, ...words: readonly (string | undefined)[]): string {
  return about + words.filter((word) => word !== undefined && word !== '').join(' ')
}

function keysOf(text = ''): readonly string[] {
  return text.split(' ').flatMap((part) => (part.includes('=') ? [part.slice(0, part.indexOf('='))] : []))
}

function textAt(values: unknown, path: string): string {
  const value = path.split('.').reduce((part: unknown, key) => memberOf(part, key), values)
  return value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value)
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return new Map<string, unknown>(
    Object.entries({ ...value, ...('length' in value ? { length: value.length } : {}) }),
  ).get(key)
}
