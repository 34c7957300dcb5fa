import { describe, expect, it } from 'vitest'
import { emptyLog } from '../../lambdas/archive/log/log-reader.ts'
import { type Announcement, announcementsOf } from '../../lambdas/domain/announcement.ts'
import { chatMessageOf } from '../../lambdas/domain/chat-message.ts'
import { messageOf } from '../../lambdas/domain/message.ts'
import { loss, recovery } from '../publisher/notify/telling.ts'

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
