import { describe, expect, it } from 'vitest'
import type { Archive } from '../../../lambdas/archive/archive.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import { sealAll } from '../../../lambdas/domain/sealing.ts'
import { announcementsOf } from '../../../lambdas/domain/telling/announcement.ts'
import { createHttpApi } from '../../../lambdas/publisher/http.ts'
import { archivedName, monthBefore } from '../../../lambdas/publisher/report/archived-reports.ts'
import { makeDueReports, makeReport, wantReport } from '../../../lambdas/publisher/report/make-reports.ts'
import { reportFolder, reportId } from '../../../lambdas/publisher/report/report-asked.ts'
import { everybody, requestOf, textOf } from '../../support/asking.ts'
import { havingSeen } from '../../support/believing.ts'
import { assertConforms } from '../../support/conforming.ts'
import { at, checkpoint, T0 } from '../../support/listings.ts'
import { createMemoryArchive } from '../../support/memory-archive.ts'
import { reportStory } from '../../support/report-story.ts'
import { signedHash } from './signed-hash.ts'

const MONTH = monthBefore(Date.UTC(2026, 11, 1))
const DAY_MS = 86_400_000
const NEVER = Number.POSITIVE_INFINITY

/** The story of 1 November, and a clock that can be set. */
async function inDecember() {
  const story = await reportStory({ minutes: 12 })
  let nowMs = Date.UTC(2026, 11, 1)
  const ports = { ...story.ports, clock: { now: () => nowMs } }
  return { ...story, ports, set: (ms: number) => void (nowMs = ms) }
}

describe('the report of the last month', () => {
  it('is brought into the archive once the month has settled: locked, recorded, told, and not again', async () => {
    const { ports, archive, ledger, set } = await inDecember()
    expect(await makeDueReports(ports, NEVER)).toEqual([])
    set(Date.UTC(2026, 11, 1, 0, 15))
    expect(await makeDueReports(ports, NEVER)).toEqual([{ asked: MONTH, outcome: 'archived' }])
    const names = [...archive.objects.keys()].filter((name) => name.startsWith('reports/'))
    expect(names).toEqual(
      ['csv', 'html', 'json'].map((format) => `reports/2026-11-01_2026-12-01/retention.${format}`),
    )
    expect(names.filter((name) => archive.unlocked.has(name))).toEqual([])
    const head = await ledger.head('recorder/0')
    const json = Buffer.from(archive.objects.get(archivedName(MONTH, 'json')) ?? '').toString()
    expect(head?.entry.events).toMatchObject([
      {
        kind: 'report-archived',
        data: { sha256: signedHash(json), archive: 'reports/2026-11-01_2026-12-01' },
      },
    ])
    const [told] = head === undefined ? [] : announcementsOf(head.entry)
    expect(told).toMatchObject({ state: 'notice', summary: expect.stringContaining(signedHash(json)) })
    // As after a crash between the entry and what follows it.
    expect(await makeReport(ports, MONTH, NEVER)).toMatchObject({ outcome: 'archived' })
    set(Date.UTC(2026, 11, 20))
    expect(await makeDueReports(ports, NEVER)).toEqual([])
    expect((await ledger.head('recorder/0'))?.entry.seq).toBe(head?.entry.seq)
  })

  it('is none of a month in which nobody had looked yet', async () => {
    const { ports, set } = await inDecember()
    set(Date.UTC(2026, 10, 20))
    expect(await makeDueReports(ports, NEVER)).toEqual([])
  })

  it.each([1, 2, 3, 4])(
    'is the same where the %ith write failed and it was made again later',
    async (nth) => {
      const { ports, archive, ledger, set } = await inDecember()
      let writes = 0
      const failing: Archive = {
        ...archive,
        put: async (...given) => {
          writes += 1
          if (writes === nth) throw new Error('no')
          return archive.put(...given)
        },
      }
      const failingLedger = {
        ...ledger,
        append: async (...given: Parameters<typeof ledger.append>) => {
          if (nth === 4) throw new Error('no')
          return ledger.append(...given)
        },
      }
      set(Date.UTC(2026, 11, 2))
      const making = makeDueReports({ ...ports, archive: failing, ledger: failingLedger }, NEVER)
      await expect(making).rejects.toThrow('no')
      set(Date.UTC(2026, 11, 3))
      expect(await makeDueReports(ports, NEVER)).toEqual([{ asked: MONTH, outcome: 'archived' }])
      expect((await ledger.head('recorder/0'))?.entry.events[0]?.kind).toBe('report-archived')
      expect(await makeDueReports(ports, NEVER)).toEqual([])
    },
  )

  it('goes on where an invocation ran out of time, without walking a pipeline twice', async () => {
    const { ports, ledger, set } = await inDecember()
    set(Date.UTC(2026, 11, 2))
    const walked: string[] = []
    let slowly = true
    const counting = {
      ...ledger,
      head: async (name: string) => {
        if (/^prod\/\w+$/.test(name)) walked.push(name)
        // The last one outlasts the time that there is.
        if (slowly && name === 'prod/payments') await new Promise((resolve) => setTimeout(resolve, 120))
        return ledger.head(name)
      },
    }
    const now = () => Date.UTC(2026, 11, 2)
    const given = { ...ports, ledger: counting, clock: { now } }
    expect(await makeDueReports(given, now() + 60)).toEqual([{ asked: MONTH, outcome: 'goes-on' }])
    expect(walked.toSorted()).toEqual(['prod/clicks', 'prod/never', 'prod/orders', 'prod/payments'])
    slowly = false
    await new Promise((resolve) => setTimeout(resolve, 150))
    walked.length = 0
    expect(await makeDueReports(given, now() + 60_000)).toEqual([{ asked: MONTH, outcome: 'archived' }])
    expect(walked).not.toContain('prod/orders')
    expect(await ports.reports.drafts.kept(reportId(MONTH))).toEqual(new Map())
  })

  it('that somebody has put there with other figures is a fork, and nothing is recorded', async () => {
    const { ports, archive, ledger, set } = await inDecember()
    archive.objects.set(archivedName(MONTH, 'csv'), Buffer.from('pipeline\r\n'))
    set(Date.UTC(2026, 11, 2))
    const before = (await ledger.head('recorder/0'))?.entry.seq
    await expect(makeDueReports(ports, NEVER)).rejects.toThrow('FORK')
    expect((await ledger.head('recorder/0'))?.entry.seq).toBe(before)
  })
})

describe('a report that is too large for an answer', () => {
  it('is promised, made by the schedule, and then found in the archive', async () => {
    const { ports, ledger, set } = await inDecember()
    set(T0 + DAY_MS)
    // Each with as many holds as are listed, and the longest reasons: a hundred of them do not fit.
    const many = new Map(Array.from({ length: 60 }, (_, i): [string, number] => [`prod/fat-${i}`, 1]))
    const one = checkpoint(0)
    const holds = Array.from({ length: 100 }, (_, i): LedgerEvent => {
      const data = { hold: `${i}`.padStart(32, '0'), reason: '"'.repeat(1_000), actor: 'ada' }
      return { kind: 'hold-placed', severity: 'silent', uuid: one.uuid, data }
    })
    const fat = sealAll(havingSeen(one), {
      at: at(1),
      by: 'ada',
      epoch: null,
      evidence: [],
      ledger: 'prod/orders',
      run: null,
      events: holds,
    })
    const all = [havingSeen(one), ...fat]
    const wide = {
      ...ports,
      ledger: {
        ...ledger,
        head: async (name: string) => (many.has(name) ? all.at(-1) : ledger.head(name)),
        readForward: async (name: string, seq: number, limit: number) =>
          many.has(name) ? all.slice(seq - 1, seq - 1 + limit) : ledger.readForward(name, seq, limit),
      },
      reports: { ...ports.reports, watermarks: async () => new Map([['0', many]]) },
    }
    const api = createHttpApi({ ...wide, log: () => {}, admit: everybody, page: async () => ({}) })
    const ask = async (search: string) => {
      const given = await api(requestOf('GET', '/v0/reports/retention', search))
      const reply = { status: given.statusCode ?? 0, headers: given.headers ?? {}, text: textOf(given) }
      assertConforms('GET', '/v0/reports/retention', reply)
      return { status: reply.status, json: JSON.parse(reply.text) }
    }
    const search = `from=${at(0)}&to=${at(2_400)}`
    const folder = reportFolder({
      period: { from: at(0), to: at(2_400) },
      selection: { source: null, q: null, pipelines: null },
    })
    const promised = await ask(search)
    expect(promised).toMatchObject({
      status: 202,
      json: {
        status: 'wanted',
        sha256: null,
        archive: { links: { html: `s3://archive/${folder}/retention.html` } },
      },
    })
    expect(await makeDueReports(wide, NEVER)).toMatchObject([{ outcome: 'archived' }])
    const there = await ask(search)
    expect(there).toMatchObject({ status: 202, json: { status: 'archived', archive: promised.json.archive } })
    expect(there.json.sha256).toMatch(/^[0-9a-f]{64}$/)
    // A part of them fits as JSON, and not as a page, where each of these characters takes six bytes.
    const some = `${search}&pipelines=fat-1*`
    expect(await ask(some)).toMatchObject({ status: 200 })
    expect(await ask(`${some}&format=html`)).toMatchObject({ status: 202 })
    // Of what is not over nothing is promised.
    expect(await ask(`from=${at(0)}&to=2030-01-01T00:00:00Z`)).toMatchObject({ status: 413 })
  }, 60_000)

  it('that cannot be made holds up no other', async () => {
    const { ports, archive, set } = await inDecember()
    set(Date.UTC(2026, 11, 2))
    const broken = { period: { from: at(0), to: at(600) }, selection: MONTH.selection }
    archive.objects.set(archivedName(broken, 'csv'), Buffer.from('x'))
    await wantReport(ports, broken)
    await expect(makeDueReports(ports, NEVER)).rejects.toThrow(
      'reports not made: 2026-11-01T00:00:00.000Z to',
    )
    expect(archive.objects.has(archivedName(MONTH, 'json'))).toBe(true)
  })

  it('is not made before its period has settled', async () => {
    const { ports, set } = await inDecember()
    const asked = { period: { from: at(0), to: at(2_400) }, selection: MONTH.selection }
    set(T0 + 2_500_000)
    await wantReport(ports, asked)
    expect(await makeReport({ ...ports, archive: createMemoryArchive() }, asked, NEVER)).toEqual({
      asked,
      outcome: 'not-settled',
    })
  })
})
