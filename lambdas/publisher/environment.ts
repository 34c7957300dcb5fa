import { isTrustworthy } from './access/fetch-text.ts'
import type { Issuer } from './access/issuer.ts'
import { parseRoleMapping } from './access/role-mapping.ts'

/** The source of the events that are put on a bus: what rules match on, and what the role may put. */
export const EVENT_SOURCE = 'checkpoint-ledger'

/** The publisher's environment variables: infra writes them, the handler reads them, nothing else does. */
export interface PublisherEnvironment {
  readonly LEDGER_TABLE: string
  readonly WORK_TABLE: string
  /** API keys, as hashes. */
  readonly ACCESS_TABLE: string
  readonly ARCHIVE_BUCKET: string
  readonly TOPIC_ARN: string
  /** A second topic, for chat clients; empty: none. */
  readonly CHAT_TOPIC_ARN: string
  /** Name or ARN of the event bus that every message is put on as well; empty: none. */
  readonly EVENT_BUS: string
  /** The log's origin, which every notification names. */
  readonly LOG_ORIGIN: string
  /** Base of the links in notifications, without a trailing slash; empty: no link. */
  readonly LINK_BASE: string
  /** `true`: messages carry a readable e-mail text beside the JSON (SNS MessageStructure). */
  readonly EMAIL_TEXT: 'true' | 'false'
  /** Whose JWTs are accepted, with the three below; empty: nobody's. */
  readonly JWT_ISSUER: string
  readonly JWT_AUDIENCE: string
  readonly JWT_ROLE_CLAIM: string
  /** `VALUE=read,VALUE=operate` */
  readonly JWT_ROLES: string
  /** How reports are locked in the archive. */
  readonly OBJECT_LOCK_MODE: 'COMPLIANCE' | 'GOVERNANCE'
}

const ALWAYS = [
  'LEDGER_TABLE',
  'WORK_TABLE',
  'ACCESS_TABLE',
  'ARCHIVE_BUCKET',
  'TOPIC_ARN',
  'LOG_ORIGIN',
] as const

/** Reads the variables. Throws with all that are missing or wrong at once. */
export function readEnvironment(variables: {
  readonly [name: string]: string | undefined
}): PublisherEnvironment {
  const text = (name: string): string => variables[name] ?? ''
  const { EMAIL_TEXT = 'false', OBJECT_LOCK_MODE } = variables
  const isFlag = EMAIL_TEXT === 'true' || EMAIL_TEXT === 'false'
  const isMode = OBJECT_LOCK_MODE === 'COMPLIANCE' || OBJECT_LOCK_MODE === 'GOVERNANCE'
  const wrong = [
    ...ALWAYS.filter((name) => text(name) === ''),
    ...(isFlag ? [] : ['EMAIL_TEXT']),
    ...(isMode ? [] : ['OBJECT_LOCK_MODE']),
    ...wrongOfIssuer(text),
  ]
  if (wrong.length > 0 || !isFlag || !isMode)
    throw new Error(`environment: missing or wrong: ${wrong.join(', ')}`)
  return {
    LEDGER_TABLE: text('LEDGER_TABLE'),
    WORK_TABLE: text('WORK_TABLE'),
    ACCESS_TABLE: text('ACCESS_TABLE'),
    ARCHIVE_BUCKET: text('ARCHIVE_BUCKET'),
    TOPIC_ARN: text('TOPIC_ARN'),
    CHAT_TOPIC_ARN: text('CHAT_TOPIC_ARN'),
    EVENT_BUS: text('EVENT_BUS'),
    LOG_ORIGIN: text('LOG_ORIGIN'),
    LINK_BASE: text('LINK_BASE'),
    EMAIL_TEXT,
    JWT_ISSUER: text('JWT_ISSUER'),
    JWT_AUDIENCE: text('JWT_AUDIENCE'),
    JWT_ROLE_CLAIM: text('JWT_ROLE_CLAIM'),
    JWT_ROLES: text('JWT_ROLES'),
    OBJECT_LOCK_MODE,
  }
}

/** Whose JWTs are accepted; undefined where nobody's are. */
export function issuerIn(environment: PublisherEnvironment): Issuer | undefined {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_ROLE_CLAIM: roleClaim } = environment
  const roles = parseRoleMapping(environment.JWT_ROLES)
  return issuer === '' || roles === undefined ? undefined : { issuer, audience, roleClaim, roles }
}

/** Half an issuer would be none, or anybody's audience: all of it or nothing. */
function wrongOfIssuer(text: (name: string) => string): readonly string[] {
  const names = ['JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_ROLE_CLAIM', 'JWT_ROLES']
  if (names.every((name) => text(name) === '')) return []
  return names.filter((name) => {
    if (name === 'JWT_ISSUER') return !isTrustworthy(text(name))
    return name === 'JWT_ROLES' ? parseRoleMapping(text(name)) === undefined : text(name) === ''
  })
}
