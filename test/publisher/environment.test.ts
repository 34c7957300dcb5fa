import { describe, expect, test } from 'vitest'
import { issuerIn, readEnvironment } from '../../lambdas/publisher/environment.ts'

const whole = {
  LEDGER_TABLE: 'ledger',
  WORK_TABLE: 'work',
  ACCESS_TABLE: 'access',
  ARCHIVE_BUCKET: 'archive',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts',
  LOG_ORIGIN: 'log.example',
  OBJECT_LOCK_MODE: 'COMPLIANCE',
}

describe('the environment', () => {
  test('is read as it stands, without link and e-mail text where they are not set', () => {
    const unset = { JWT_ISSUER: '', JWT_AUDIENCE: '', JWT_ROLE_CLAIM: '', JWT_ROLES: '' }
    const read = readEnvironment(whole)
    expect(read).toEqual({
      ...whole,
      LINK_BASE: '',
      EMAIL_TEXT: 'false',
      CHAT_TOPIC_ARN: '',
      EVENT_BUS: '',
      ...unset,
    })
    expect(issuerIn(read)).toBeUndefined()
  })

  test('names everything that is missing, empty or wrong at once', () => {
    expect(() => readEnvironment({ LEDGER_TABLE: 'ledger', WORK_TABLE: '', EMAIL_TEXT: 'yes' })).toThrow(
      'environment: missing or wrong: WORK_TABLE, ACCESS_TABLE, ARCHIVE_BUCKET, TOPIC_ARN, LOG_ORIGIN, EMAIL_TEXT, OBJECT_LOCK_MODE',
    )
  })

  const jwt = {
    JWT_ISSUER: 'https://issuer.example/realms/ops',
    JWT_AUDIENCE: 'ledger',
    JWT_ROLE_CLAIM: 'realm_access.roles',
    JWT_ROLES: 'viewers=read,oncall=operate',
  }

  test('says whose JWTs are accepted, for whom, and as what', () => {
    expect(issuerIn(readEnvironment({ ...whole, ...jwt }))).toEqual({
      issuer: jwt.JWT_ISSUER,
      audience: 'ledger',
      roleClaim: 'realm_access.roles',
      roles: new Map([
        ['viewers', 'read'],
        ['oncall', 'operate'],
      ]),
    })
  })

  test.each([
    ['JWT_ISSUER', ''],
    ['JWT_ISSUER', 'http://issuer.example'],
    ['JWT_ISSUER', 'https://user:password@issuer.example'],
    ['JWT_AUDIENCE', ''],
    ['JWT_ROLE_CLAIM', ''],
    ['JWT_ROLES', ''],
    ['JWT_ROLES', 'viewers=admin'],
    ['JWT_ROLES', 'viewers=read,viewers=operate'],
  ])('is refused with half an issuer, or with one that cannot be trusted: %s %j', (name, text) => {
    expect(() => readEnvironment({ ...whole, ...jwt, [name]: text })).toThrow(
      `environment: missing or wrong: ${name}`,
    )
  })
})
