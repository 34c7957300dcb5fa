import { describe, expect, it } from 'vitest'
import { type Announcement, announcementsOf } from '../../lambdas/domain/announcement.ts'
import { messageOf } from '../../lambdas/domain/message.ts'
import { following, havingSeen } from '../support/believing.ts'
import { checkpoint, FINGERPRINT, NEXT_FINGERPRINT } from '../support/listings.ts'

const LOG = { origin: 'example.com/ledger', size: '7', root: 'AA==' }
const PLAIN = { log: LOG, linkBase: '', emailText: false }

function changed(): Announcement {
  const one = checkpoint(1)
  const { head } = following(havingSeen(one), [[{ ...one, fingerprint: NEXT_FINGERPRINT }]])
  const [announcement] = announcementsOf(head.entry)
  if (announcement === undefined) throw new Error('nothing to announce')
  return announcement
}

describe('a message', () => {
  it('has the subject, attributes and members that the contract promises', () => {
    const { Subject, Message, MessageAttributes, MessageStructure } = messageOf(changed(), PLAIN)
    expect(Subject).toBe('[critical] prod/orders: fingerprint changed')
    expect(MessageStructure).toBeUndefined()
    expect(Object.keys(MessageAttributes).toSorted()).toEqual([
      'kind',
      'pipeline',
      'severity',
      'source',
      'state',
    ])
    expect(Object.keys(JSON.parse(Message))).toEqual([
      'version',
      'alert_id',
      'state',
      'kind',
      'severity',
      'source',
      'pipeline',
      'pipeline_id',
      'uuid',
      'title',
      'summary',
      'observed_at',
      'expected',
      'observed',
      'entry',
      'log',
      'link',
    ])
    expect(JSON.parse(Message)).toMatchObject({
      expected: { fingerprint: FINGERPRINT },
      observed: { fingerprint: NEXT_FINGERPRINT },
      log: LOG,
      link: null,
    })
  })

  it('carries a readable e-mail beside the JSON where people are mailed', () => {
    const { Message, MessageStructure } = messageOf(changed(), { ...PLAIN, emailText: true })
    const { default: json, email } = JSON.parse(Message)
    expect(MessageStructure).toBe('json')
    expect(JSON.parse(json)).toMatchObject({ version: '1', kind: 'fingerprint-changed' })
    expect(email).toContain(`from ${FINGERPRINT} to ${NEXT_FINGERPRINT}`)
    expect(email).toContain('log        example.com/ledger 7 AA==')
  })

  it('has a subject of at most 100 ASCII characters, whatever the pipeline is called', () => {
    const pipeline = 'ü\n'.repeat(60)
    const title = `prod/${pipeline}: fingerprint changed`
    const { Subject } = messageOf({ ...changed(), pipeline, title }, PLAIN)
    expect(Subject).toMatch(/^[\x20-\x7e]{1,100}$/)
    expect(Subject).toMatch(/^\[critical\] prod\/.*\.\.\.: fingerprint changed$/)
  })

  it('links to its alert where links have a base', () => {
    const announcement = changed()
    const { Message } = messageOf(announcement, { ...PLAIN, linkBase: 'https://ledger.example.com' })
    expect(JSON.parse(Message).link).toBe(`https://ledger.example.com/v0/alerts/${announcement.alertId}`)
  })
})
