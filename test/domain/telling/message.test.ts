import { describe, expect, it } from 'vitest'
import { type Announcement, announcementsOf } from '../../../lambdas/domain/telling/announcement.ts'
import { kindIn, messageOf } from '../../../lambdas/domain/telling/message.ts'
import { fences, section } from '../../docs/pages.ts'
import { following, havingSeen, sealEvents } from '../../support/believing.ts'
import { at, checkpoint, FINGERPRINT, NEXT_FINGERPRINT, timedUuid } from '../../support/listings.ts'

const LOG = { origin: 'example.com/ledger', size: '7', root: 'AA==' }
const PLAIN = { log: LOG, linkBase: '', emailText: false }
const MAILED = { log: LOG, linkBase: 'https://ledger.example.com', emailText: true }
const STORM = {
  pipeline: null,
  title: 'prod: checkpoint missing (9 pipelines)',
  together: { pipelines: ['fraud', 'orders'], morePipelines: '7', uuids: [timedUuid(1)], moreUuids: '0' },
}

function changed(): Announcement {
  const one = checkpoint(1)
  const { head } = following(havingSeen(one), [[{ ...one, fingerprint: NEXT_FINGERPRINT }]])
  const [announcement] = announcementsOf(head.entry)
  if (announcement === undefined) throw new Error('nothing to announce')
  return announcement
}

describe('a message', () => {
  it('on an alert that a person ended names its kind, so that several are told apart by their subjects', () => {
    const data = {
      alert: 'a'.repeat(32),
      kind: 'size-dropped',
      severity: 'warning',
      raised_at: at(0),
      by: 'resolved',
    }
    const resolved = { kind: 'alert-resolved', severity: 'silent', data } as const
    const [sealed] = sealEvents(havingSeen(checkpoint(1)), [resolved], 60)
    const [announcement] = sealed === undefined ? [] : announcementsOf(sealed.entry)
    if (announcement === undefined) throw new Error('nothing to announce')
    expect(messageOf(announcement, PLAIN).Subject).toBe('[resolved] prod/orders: size dropped')
  })

  it('has the members that docs/api.md shows', () => {
    const [example] = fences(section('docs/api.md', '## Messages'))
    const told = Object.keys(JSON.parse(example?.body ?? ''))
    expect(told).toEqual(Object.keys(JSON.parse(messageOf(changed(), PLAIN).Message)))
  })

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

  it('names its kind for whoever filters, and none is without one', () => {
    const { MessageAttributes, ...rest } = messageOf(changed(), PLAIN)
    expect(kindIn({ ...rest, MessageAttributes })).toBe('fingerprint-changed')
    expect(() => kindIn({ ...rest, MessageAttributes: {} })).toThrow('without its kind')
  })

  it('carries a readable e-mail beside the JSON where people are mailed', () => {
    const { Message, MessageStructure } = messageOf(changed(), { ...PLAIN, emailText: true })
    const { default: json, email } = JSON.parse(Message)
    expect(MessageStructure).toBe('json')
    expect(JSON.parse(json)).toMatchObject({ version: '1', kind: 'fingerprint-changed' })
    expect(email).toContain(`from ${FINGERPRINT} to ${NEXT_FINGERPRINT}`)
    expect(email).toContain('log        example.com/ledger 7 AA==')
  })

  it('is read by people from what happened to what proves it', () => {
    const one = changed()
    const mail = (announcement: Announcement, addressing = MAILED): string =>
      JSON.parse(messageOf(announcement, addressing).Message).email
    const proof = (state: string) => [
      `severity   critical (${state})`,
      `alert      ${one.alertId}`,
      `entry      ${one.entry.seq} ${one.entry.hash}`,
      'log        example.com/ledger 7 AA==',
    ]
    const said = [one.title, '', one.summary, '', `observed   ${one.observedAt}`]
    expect(mail(one).split('\n')).toEqual([
      ...said,
      'pipeline   prod/orders',
      `checkpoint ${one.uuid}`,
      ...proof('firing'),
      '',
      `https://ledger.example.com/#/alerts/${one.alertId}`,
      '',
    ])
    expect(mail({ ...one, state: 'reminder', n: '3' }, { ...MAILED, linkBase: '' }).split('\n')).toEqual([
      ...said,
      'pipeline   prod/orders',
      `checkpoint ${one.uuid}`,
      ...proof('reminder 3'),
      '',
    ])
    const together = { ...STORM.together, uuids: [], morePipelines: '0' }
    const many = { ...one, ...STORM, uuid: null, together }
    expect(mail(many).split('\n').slice(4, -7)).toEqual([
      `observed   ${one.observedAt}`,
      'source     prod',
      'pipelines  fraud orders',
    ])
    const ofOne = { ...many, pipeline: 'orders', together: STORM.together }
    expect(mail(ofOne).split('\n').slice(5, -7)).toEqual([
      'pipeline   prod/orders',
      `checkpoints ${timedUuid(1)}`,
    ])
  })

  it('that is too long has the first 2,000 characters of its words, and says where the rest is', () => {
    const long = 'x'.repeat(300_000)
    const form = JSON.parse(
      messageOf({ ...changed(), summary: long, title: 'y'.repeat(2_000) }, PLAIN).Message,
    )
    expect(form.summary).toBe(`${'x'.repeat(2_000)} …`)
    expect(form.title).toBe('y'.repeat(2_000))
    const left = { left_out: 'too long for a message: the entry has it' }
    expect([form.expected, form.observed]).toEqual([left, left])
  })

  it('has a subject of at most 100 ASCII characters, whatever the pipeline is called', () => {
    const pipeline = 'ü\n'.repeat(60)
    const title = `prod/${pipeline}: fingerprint changed`
    const { Subject } = messageOf({ ...changed(), pipeline, title }, PLAIN)
    expect(Subject).toMatch(/^[\x20-\x7e]{1,100}$/)
    expect(Subject).toMatch(/^\[critical\] prod\/.*\.\.\.: fingerprint changed$/)
  })

  it('of a reminder has its number, in the JSON and in the subject', () => {
    const reminder: Announcement = { ...changed(), state: 'reminder', n: '3' }
    const { Subject, Message, MessageAttributes } = messageOf(reminder, PLAIN)
    expect(JSON.parse(Message)).toMatchObject({ state: 'reminder', n: '3' })
    expect(Subject).toBe('[critical] prod/orders: fingerprint changed (reminder 3)')
    expect(MessageAttributes['state']?.StringValue).toBe('reminder')
    expect(JSON.parse(messageOf(changed(), PLAIN).Message)).not.toHaveProperty('n')
  })

  it('on a source has no attribute for a pipeline: SNS takes no empty one', () => {
    const title = 'prod: fingerprint format changed'
    const { Subject, Message, MessageAttributes } = messageOf({ ...changed(), pipeline: null, title }, MAILED)
    expect(Subject).toBe('[critical] prod: fingerprint format changed')
    expect(Object.keys(MessageAttributes).toSorted()).toEqual(['kind', 'severity', 'source', 'state'])
    const { default: json, email } = JSON.parse(Message)
    expect(JSON.parse(json).pipeline).toBeNull()
    expect(email).toContain('\nsource     prod\n')
  })

  it('on many names the first of them and counts the rest, for programs and for people', () => {
    const { Message, Subject } = messageOf({ ...changed(), ...STORM }, MAILED)
    const { default: json, email } = JSON.parse(Message)
    expect(JSON.parse(json)).toMatchObject({
      pipeline: null,
      pipelines: ['fraud', 'orders'],
      more_pipelines: '7',
      uuids: [timedUuid(1)],
      more_uuids: '0',
      link: 'https://ledger.example.com/#/alerts',
    })
    expect(Subject).toBe('[critical] prod: checkpoint missing (9 pipelines)')
    expect(email).toContain('\npipelines  fraud orders and 7 more\n')
    expect(email).toContain(`\ncheckpoints ${timedUuid(1)}\n`)
  })

  it.each(['"', '\u0001', 'ü', '𝄞'])(
    'is never larger than SNS takes, whatever an event says: %j',
    (character) => {
      const long = character.repeat(60_000 / Buffer.byteLength(JSON.stringify(character).slice(1, -1)))
      const observed = { identifier: long }
      const large = { ...changed(), summary: `It is called ${long}.`, expected: observed, observed }
      const { Message } = messageOf(large, MAILED)
      expect(Buffer.byteLength(Message)).toBeLessThan(250_000)
      const form = JSON.parse(JSON.parse(Message).default)
      expect(form).toMatchObject({ alert_id: large.alertId, entry: large.entry, kind: 'fingerprint-changed' })
      const whole = JSON.parse(messageOf({ ...large, expected: {}, summary: 'short' }, PLAIN).Message)
      expect(whole.observed).toEqual(observed)
    },
  )

  it('links to the view of the page that shows it, where links have a base', () => {
    const linked = (announcement: Announcement): string =>
      JSON.parse(messageOf(announcement, { ...PLAIN, linkBase: 'https://ledger.example.com' }).Message).link
    const page = 'https://ledger.example.com/#/'
    const one = changed()
    expect(linked(one)).toBe(`${page}alerts/${one.alertId}`)
    expect(linked({ ...one, state: 'notice', pipeline: 'a b/#' })).toBe(`${page}pipelines/prod/a%20b%2F%23`)
    expect(linked({ ...one, state: 'notice', pipeline: null })).toBe(`${page}runs`)
    expect(linked({ ...one, ...STORM })).toBe(`${page}alerts`)
    expect(linked({ ...one, ...STORM, state: 'resolved' })).toBe(`${page}alerts?state=resolved`)
    expect(linked({ ...one, ...STORM, state: 'notice' })).toBe(`${page}?source=prod`)
  })
})
