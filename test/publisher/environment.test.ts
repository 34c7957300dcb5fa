import { describe, expect, test } from 'vitest'
import { readEnvironment } from '../../lambdas/publisher/environment.ts'

const whole = {
  LEDGER_TABLE: 'ledger',
  WORK_TABLE: 'work',
  ARCHIVE_BUCKET: 'archive',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts',
  LOG_ORIGIN: 'log.example',
  OBJECT_LOCK_MODE: 'COMPLIANCE',
}

describe('the environment', () => {
  test('is read as it stands, without link and e-mail text where they are not set', () => {
    expect(readEnvironment(whole)).toEqual({ ...whole, LINK_BASE: '', EMAIL_TEXT: 'false' })
  })

  test('names everything that is missing, empty or wrong at once', () => {
    expect(() => readEnvironment({ LEDGER_TABLE: 'ledger', WORK_TABLE: '', EMAIL_TEXT: 'yes' })).toThrow(
      'environment: missing or wrong: WORK_TABLE, ARCHIVE_BUCKET, TOPIC_ARN, LOG_ORIGIN, EMAIL_TEXT, OBJECT_LOCK_MODE',
    )
  })
})
