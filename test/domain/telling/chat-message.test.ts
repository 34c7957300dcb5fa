import { describe, expect, it } from 'vitest'
import { emptyLog } from '../../../lambdas/archive/log/log-reader.ts'
import { type Announcement, announcementsOf } from '../../../lambdas/domain/telling/announcement.ts'
import { chatMessageOf } from '../../../lambdas/domain/telling/chat-message.ts'
import { messageOf } from '../../../lambdas/domain/telling/message.ts'
import { loss, recovery } from '../../publisher/notify/telling.ts'

const ADDRESSING = { log: emptyLog('log.example'), linkBase: 'https://ledger.example', emailText: true }
const LOSS = loss('orders')

interface Notification {
  readonly content: { readonly [key: string]: unknown }
  readonly metadata: { readonly [key: string]: unknown }
}

function announced(sealed: { readonly entry: typeof LOSS.entry }): Announcement {
  const [announcement] = announcementsOf(sealed.entry)
  if (announcement === undefined) throw new Error('nothing is announced')
  return announcement
}

function chat(announcement: Announcement, addressing = ADDRESSING): Notification {
  const message = chatMessageOf(messageOf(announcement, addressing), announcement.id)
  expect(message).not.toHaveProperty('MessageStructure')
  return JSON.parse(message.Message) as Notification
}

describe('a message for chat clients', () => {
  it('is a custom notification of AWS, version 1.0', () => {
    const firing = announced(LOSS)
    expect(chat(firing)).toEqual({
      version: '1.0',
      source: 'custom',
      id: firing.id,
      content: {
        textType: 'client-markdown',
        title: ':rotating_light: [critical] prod/orders: checkpoint missing',
        description: firing.summary,
        nextSteps: [
          `Look at it: https://ledger.example/#/alerts/${firing.alertId}`,
          `Say that you have seen it: \`npm run ledger -- acknowledge ${firing.alertId}\``,
        ],
        keywords: ['checkpoint-missing', 'critical', 'firing', 'prod/orders'],
      },
      metadata: {
        threadId: firing.alertId,
        summary: 'prod/orders: checkpoint missing',
        eventType: 'checkpoint-missing',
        relatedResources: ['prod/orders', firing.uuid],
        additionalContext: expect.objectContaining({ severity: 'critical', state: 'firing' }),
      },
    })
  })

  it('that ends an alert joins its thread, and asks for nothing', () => {
    const resolved = announced(recovery('orders', LOSS))
    const { content, metadata } = chat(resolved, { ...ADDRESSING, linkBase: '' })
    expect(metadata['threadId']).toBe(chat(announced(LOSS)).metadata['threadId'])
    expect(content['title']).toMatch(/^:white_check_mark: /)
    expect(content).not.toHaveProperty('nextSteps')
  })

  it.each([
    ['firing', ':rotating_light:', true],
    ['reminder', ':rotating_light:', true],
    ['resolved', ':white_check_mark:', false],
    ['notice', ':information_source:', false],
  ] as const)(
    'is marked as what it is, and asks for a word where somebody must look: %s',
    (state, mark, asks) => {
      const steps = (linkBase: string) =>
        chat({ ...announced(LOSS), state }, { ...ADDRESSING, linkBase }).content
      expect(String(steps('')['title'])).toMatch(new RegExp(`^${mark} \\[critical\\] `))
      const acknowledge = expect.stringContaining('acknowledge')
      expect(steps('')['nextSteps']).toEqual(asks ? [acknowledge] : undefined)
      const open = expect.stringMatching(/^Look at it: https:\/\/ledger\.example\//)
      expect(steps('https://ledger.example')['nextSteps']).toEqual(asks ? [open, acknowledge] : [open])
    },
  )

  it('on a source or on many names that, and no checkpoint', () => {
    const { content, metadata } = chat({ ...announced(LOSS), pipeline: null, uuid: null, title: 'prod: x' })
    expect(content['keywords']).toEqual(['checkpoint-missing', 'critical', 'firing', 'prod'])
    expect(metadata['relatedResources']).toEqual(['prod'])
  })

  it('says by what it is proven, also where no e-mail stands beside it', () => {
    const { entry, observedAt } = announced(LOSS)
    const context = chat(announced(LOSS), { ...ADDRESSING, emailText: false }).metadata['additionalContext']
    expect(context).toEqual({
      severity: 'critical',
      state: 'firing',
      observed_at: observedAt,
      entry: `${entry.seq} ${entry.hash}`,
      log: `log.example ${ADDRESSING.log.size} ${ADDRESSING.log.root}`,
    })
  })

  it('shows what it can of a long text, and that there is more', () => {
    const titled = (length: number) => {
      const title = `prod/orders: ${'x'.repeat(length - 13)}`
      return String(chat({ ...announced(LOSS), title }).metadata['summary'])
    }
    expect(titled(250)).toHaveLength(250)
    expect(titled(250)).not.toContain('…')
    expect(titled(251)).toHaveLength(250)
    expect(titled(251)).toMatch(/x …$/)
    expect(String(chat({ ...announced(LOSS), summary: 'a & b' }).content['description'])).toBe('a &amp; b')
  })

  it('lets no name become a link, a mention, or one of everybody', () => {
    const name = '<!channel> @here <https://evil.example|click>'
    const hostile = {
      ...announced(LOSS),
      pipeline: name,
      title: `prod/${name}: checkpoint missing`,
      summary: name,
    }
    const text = JSON.stringify(chat(hostile))
    expect(text).not.toMatch(/[<>]|@(?!\u200b)/)
    expect(text).toContain('&lt;!channel&gt; @\u200bhere')
  })

  it('is as long as chat shows, whatever it speaks of', () => {
    const long = { ...announced(LOSS), title: 'x'.repeat(10_000), summary: '☃'.repeat(100_000) }
    const { content } = chat(long)
    expect(String(content['title']).length).toBeLessThanOrEqual(300)
    expect(String(content['description']).length).toBeLessThanOrEqual(3_000)
  })
})
