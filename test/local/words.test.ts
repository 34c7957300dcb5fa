import { describe, expect, it, vi } from 'vitest'
import { createTeller } from '../../infra/local/terminal.ts'
import { eventLines, mailFrame, printable, runLine, unseenLines } from '../../infra/local/words.ts'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { announcementsOf } from '../../lambdas/domain/telling/announcement.ts'
import { messageOf } from '../../lambdas/domain/telling/message.ts'
import { following, havingSeen, sealEvents } from '../support/believing.ts'
import { checkpoint } from '../support/listings.ts'
import { approved } from '../support/planning.ts'

const ADDRESSING = {
  log: { origin: 'localhost/x', size: '0', root: 'AA==' },
  linkBase: 'http://127.0.0.1:1',
  emailText: false,
}

describe('the terminal', () => {
  it('says of a run what was seen, and that nothing changed where nothing did', () => {
    const run = { runId: 'r', startedAt: '', finishedAt: '2026-11-01T20:00:05.000Z', events: {} }
    const quiet = {
      ...run,
      pipelines: { listed: 3, unobservable: 0, skipped: 0 },
      alerts: { firing: 0 },
      entries: 1,
    }
    expect(runLine(quiet)).toBe('20:00:05 run    3 listed, nothing changed')
    const busy = {
      ...run,
      pipelines: { listed: 1, unobservable: 1, skipped: 1 },
      alerts: { firing: 2 },
      entries: 3,
    }
    expect(runLine(busy)).toBe('20:00:05 run    1 listed, 1 unobservable, 1 skipped, 2 changes, 2 firing')
  })

  it('tells a loss in words and shows the message as it would be mailed', () => {
    const { head } = following(havingSeen(checkpoint(1), checkpoint(2)), [[checkpoint(2)]])
    expect(eventLines(head.entry)[0]).toMatch(
      /is no longer listed, with only 1 newer one \(promised: the newest 2 are kept\)/,
    )
    const [announcement] = announcementsOf(head.entry)
    if (announcement === undefined) throw new Error('nothing to announce')
    const frame = mailFrame(messageOf(announcement, ADDRESSING))
    expect(frame).toContain('│ Subject: [critical] prod/orders: checkpoint missing')
    expect(frame).toContain(`http://127.0.0.1:1/#/alerts/${announcement.alertId}`)
  })

  it('says of what was approved in advance that it was: nobody is told of it', () => {
    const [approval] = sealEvents(undefined, [approved('a', ['size-dropped'], [0, 600])])
    const event = { kind: 'size-dropped', severity: 'warning', data: {} } as const
    const [entry] = sealEvents(approval, [event], 60)
    if (entry === undefined) throw new Error('nothing was sealed')
    expect(eventLines(entry.entry)[0]).toMatch(/ This was approved in advance\.$/)
    expect(approval === undefined ? [] : eventLines(approval.entry)[0]).toMatch(/size dropped: release 12\./)
  })

  it('says once what cannot be seen, whatever else the ledger of runs holds between two runs', () => {
    const lines: unknown[] = []
    vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line))
    const tell = createTeller()
    const data = { not_seen: [{ pipeline: 'demo/clicks', reason: 'stopped' }] }
    const of = (event: LedgerEvent) => {
      const [sealed] = sealEvents(undefined, [event])
      if (sealed === undefined) throw new Error('nothing was sealed')
      return { ...sealed.entry, ledger: 'recorder/0' }
    }
    tell(of({ kind: 'run-completed', severity: 'silent', data }))
    tell(of({ kind: 'notification-refused', severity: 'silent', data: { announcement: 'a/firing' } }))
    tell(of({ kind: 'run-completed', severity: 'silent', data }))
    vi.restoreAllMocks()
    expect(lines.filter((line) => String(line).includes('unseen'))).toHaveLength(1)
  })

  it('says what could not be seen, and why', () => {
    const data = { not_seen: [{ pipeline: 'demo/clicks', reason: 'stopped' }, { more: '3' }] }
    const [run] = sealEvents(undefined, [{ kind: 'run-completed', severity: 'silent', data }])
    if (run === undefined) throw new Error('nothing was sealed')
    expect(unseenLines(run.entry)[0]).toMatch(/^demo\/clicks: the pipeline is not deployed/)
    expect(unseenLines(run.entry)[1]).toBe('… and 3 more')
  })

  it('cannot be steered by a name', () => {
    expect(printable('a\u001b[2Jb\u202ec')).toBe('a\\u001b[2Jb\\u202ec')
  })
})
