import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, sha256Hex } from '../../../lambdas/domain/canonical.ts'
import type { EventKind, Severity } from '../../../lambdas/domain/event.ts'
import { type Announcement, announcementsOf } from '../../../lambdas/domain/telling/announcement.ts'
import { type Telling, tellingsOf } from '../../../lambdas/domain/telling/storm.ts'
import { loss, names, runEntry } from '../../publisher/notify/telling.ts'
import { at, timedUuid } from '../../support/listings.ts'

describe('what begins to fire in one run', () => {
  it('is told one by one in five pipelines of a source, and as one message in six', () => {
    expect(told(tellingsOf(names(5).map((name) => firing(name))))).toEqual([
      'prod/p000',
      'prod/p001',
      'prod/p002',
      'prod/p003',
      'prod/p004',
    ])
    const [storm, ...others] = tellingsOf(names(6).map((name) => firing(name)))
    expect(others).toEqual([])
    expect(storm?.message).toMatchObject({
      state: 'firing',
      source: 'prod',
      pipeline: null,
      pipelineId: null,
      uuid: null,
      title: 'prod: checkpoint missing (6 pipelines)',
      together: { pipelines: names(6), morePipelines: '0', uuids: [timedUuid(1)], moreUuids: '0' },
    })
    expect(storm?.members).toHaveLength(6)
  })

  it('counts pipelines, of whatever kinds, and not alerts', () => {
    const kinds: readonly EventKind[] = ['checkpoint-missing', 'checkpoints-stale', 'metadata-changed']
    const mixed = names(6).map((name, i) => firing(name, { kind: kinds[i % 3] ?? 'size-dropped' }))
    expect(tellingsOf(mixed)).toHaveLength(1)
    const twice = names(5).flatMap((name) => [firing(name), firing(name, { kind: 'checkpoints-stale' })])
    expect(tellingsOf(twice)).toHaveLength(10)
  })

  it('is counted per source', () => {
    const both = names(5).flatMap((name) => [firing(name), firing(name, { source: 'test' })])
    expect(tellingsOf(both)).toHaveLength(10)
    const storm = tellingsOf([...both, firing('p005')])
    expect(told(storm)).toEqual(['prod', ...names(5).map((name) => `test/${name}`)])
  })

  it('is told one by one for ten alerts of a pipeline, and as one message with its name for eleven', () => {
    const alerts = (count: number) => many('orders', count)
    expect(tellingsOf(alerts(10))).toHaveLength(10)
    const [storm, ...others] = tellingsOf([...alerts(11), firing('returns')])
    expect(storm?.message).toMatchObject({
      pipeline: 'orders',
      title: 'prod/orders: checkpoint missing (11 alerts)',
      together: { pipelines: ['orders'], morePipelines: '0', moreUuids: '0' },
    })
    expect(storm?.message.together?.uuids).toHaveLength(11)
    expect(told(others)).toEqual(['prod/returns'])
  })

  it('has the worst severity of all and the most frequent kind', () => {
    const stale = names(6).map((name) => firing(name, { kind: 'checkpoints-stale', severity: 'warning' }))
    const [storm] = tellingsOf([...stale, firing('p009')])
    expect(storm?.message).toMatchObject({
      kind: 'checkpoints-stale',
      severity: 'critical',
      title: 'prod: checkpoints stale and more (7 pipelines)',
      observed: {
        pipelines: '7',
        alerts: '7',
        kinds: { 'checkpoints-stale': '6', 'checkpoint-missing': '1' },
      },
    })
    expect(storm?.message.summary).toContain('6 × checkpoints stale, 1 × checkpoint missing')
    expect(storm?.message.entry).toEqual(firing('p009').entry)
  })

  it('takes of equally frequent kinds that of the worst alert', () => {
    const mild = names(3).map((name) => firing(name, { kind: 'checkpoints-stale', severity: 'warning' }))
    const severe = names(6)
      .slice(3)
      .map((name) => firing(name))
    expect(tellingsOf([...mild, ...severe])[0]?.message.kind).toBe('checkpoint-missing')
  })

  it('names the first fifty pipelines and UUIDs, the worst first, and counts the rest', () => {
    const alerts = names(60).map((name, i) => firing(name, { uuid: timedUuid(i + 1) }))
    const mild = firing('a-warning', { severity: 'warning', kind: 'checkpoints-stale', uuid: timedUuid(999) })
    const together = tellingsOf([mild, ...alerts])[0]?.message.together
    expect(together?.pipelines).toEqual(names(50))
    expect(together?.uuids).toEqual(names(50).map((_, i) => timedUuid(i + 1)))
    expect([together?.morePipelines, together?.moreUuids]).toEqual(['11', '11'])
  })

  it('says in words what happened, to whom first, and what to do', () => {
    const { summary } = tellingsOf(names(12).map((name) => firing(name)))[0]?.message ?? {}
    expect(summary).toBe(
      `12 alerts of 12 pipelines of prod began to fire in one run: 12 × checkpoint missing. Pipelines: ${names(10).join(', ')} and 2 more. What befalls many at once mostly has one cause: look first at the source, its storage and its network. Every alert stands by itself in the list of alerts.`,
    )
    const ofOne = tellingsOf(many('orders', 11, { state: 'resolved' }))[0]?.message
    expect(ofOne?.summary).toBe('11 alerts of prod/orders are resolved: 11 × checkpoint missing.')
  })

  it('names fewer where the names are very long', () => {
    const together = tellingsOf(names(60).map((name) => firing(name + 'ü'.repeat(1_000))))[0]?.message
      .together
    expect(together?.pipelines.length).toBeGreaterThan(5)
    expect(Buffer.byteLength(JSON.stringify(together?.pipelines))).toBeLessThan(17_000)
    expect(Number(together?.morePipelines)).toBe(60 - (together?.pipelines.length ?? 0))
  })

  it('is several messages where the ids of its alerts would not fit into one item', () => {
    const tellings = tellingsOf(names(6_000).map((name) => firing(name)))
    expect(tellings.map(({ members }) => members.length)).toEqual([5_000, 1_000])
  })
})

describe('the id of a storm', () => {
  it('is derived from the sorted ids of its alerts', () => {
    const alerts = names(6).map((name) => firing(name))
    const ids = alerts.map(({ alertId }) => alertId).toSorted()
    const [storm] = tellingsOf(alerts)
    expect(storm?.message.alertId).toBe(sha256Hex(canonical(ids)).slice(0, 32))
    expect(storm?.message.id).toBe(`${storm?.message.alertId}/firing`)
  })

  it('is the same in whatever order its alerts come, and so is every message', () => {
    const alerts = [
      ...names(9).map((name) => firing(name)),
      ...many('orders', 12, { source: 'test' }),
      firing('fraud', { source: 'test', severity: 'warning', kind: 'checkpoints-stale' }),
    ]
    const [wanted] = [tellingsOf(alerts)]
    fc.assert(
      fc.property(fc.shuffledSubarray(alerts, { minLength: alerts.length }), (shuffled) => {
        expect(tellingsOf(shuffled)).toEqual(wanted)
      }),
      { seed: 3, numRuns: 100 },
    )
  })
})

describe('the order of messages', () => {
  it('is what fires, is reminded of, is a notice, is resolved; then by number, severity, name, entry, checkpoint and kind', () => {
    const seq = (n: string) => ({ entry: { seq: n, hash: '' } })
    const ordered = [
      firing('c', { severity: 'critical' }),
      firing('d', { severity: 'warning', ...seq('2') }),
      firing('d', { severity: 'warning', ...seq('10'), uuid: timedUuid(1) }),
      firing('d', { severity: 'warning', ...seq('10'), uuid: timedUuid(2), kind: 'checkpoint-missing' }),
      firing('d', { severity: 'warning', ...seq('10'), uuid: timedUuid(2), kind: 'size-dropped' }),
      firing('b', { severity: 'info' }),
      { ...firing('c', { state: 'reminder' }), n: '2' },
      { ...firing('a', { state: 'reminder' }), n: '10' },
      firing('a', { state: 'notice' }),
      firing('a', { state: 'resolved' }),
    ]
    const ids = ordered.map(({ id }) => id)
    for (const all of [ordered, ordered.toReversed(), [...ordered.slice(5), ...ordered.slice(0, 5)]])
      expect(tellingsOf(all).map(({ message }) => message.id)).toEqual(ids)
    expect(tellingsOf(ordered).map(({ members }) => members)).toEqual(ids.map((id) => [id]))
  })
})

describe('every announcement', () => {
  it('is told by exactly one message, whatever there is', () => {
    const one = fc.record({
      pipeline: fc.option(fc.integer({ min: 0, max: 9 }).map(String), { nil: null }),
      source: fc.constantFrom('prod', 'test'),
      state: fc.constantFrom('firing', 'resolved', 'notice', 'reminder'),
      kind: fc.constantFrom('checkpoint-missing', 'pipeline-unobservable', 'checkpoints-stale'),
      severity: fc.constantFrom('critical', 'warning', 'info'),
      n: fc.constantFrom('1', '2'),
    })
    const view = fc.record({
      source: fc.constant('prod'),
      watched: fc.nat({ max: 12 }),
      unobservable: fc.nat({ max: 12 }),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), fc.array(view, { maxLength: 1 }), (drawn, views) => {
        const all = drawn.map(({ n, ...rest }, i) => {
          const base = firing('x', { ...(rest as Partial<Announcement>), id: `id-${i}` })
          return rest.state === 'reminder' ? { ...base, n } : base
        })
        const tellings = tellingsOf(all, views)
        expect(tellings.flatMap(({ members }) => members).toSorted()).toEqual(
          all.map(({ id }) => id).toSorted(),
        )
        for (const { message, members } of tellings) {
          const its = all.filter(({ id }) => members.includes(id))
          expect(new Set(its.map(({ source, state, n }) => `${source} ${state} ${n}`))).toEqual(
            new Set([`${message.source} ${message.state} ${message.n}`]),
          )
          if (members.length > 1) expect(its.every(({ pipeline }) => pipeline !== null)).toBe(true)
        }
      }),
      { seed: 11, numRuns: 500 },
    )
  })
})

describe('recovery, notices and reminders', () => {
  it('are grouped as what fires is, each by themselves', () => {
    const all = names(6).flatMap((name) => [
      firing(name),
      firing(name, { state: 'resolved' }),
      firing(name, { state: 'notice', severity: 'info', kind: 'pipeline-renamed' }),
      { ...firing(name, { state: 'reminder' }), n: '1' },
    ])
    expect(tellingsOf(all).map(({ message }) => `${message.state} ${message.title}`)).toEqual([
      'firing prod: checkpoint missing (6 pipelines)',
      'reminder prod: checkpoint missing (6 pipelines)',
      'notice prod: pipeline renamed (6 pipelines)',
      'resolved prod: checkpoint missing (6 pipelines)',
    ])
  })

  it('are not counted together: three that fire and three that are resolved are six messages', () => {
    const [fire, rest] = [names(6).slice(0, 3), names(6).slice(3)]
    const all = [
      ...fire.map((name) => firing(name)),
      ...rest.map((name) => firing(name, { state: 'resolved' })),
    ]
    expect(tellingsOf(all)).toHaveLength(6)
  })

  it('keeps apart first and second reminders, whose number identifies repeats', () => {
    const all = names(12).map((name, i) => ({ ...firing(name, { state: 'reminder' }), n: i < 6 ? '1' : '2' }))
    expect(tellingsOf(all).map(({ message }) => [message.n, message.id])).toEqual([
      ['1', expect.stringMatching(/^[0-9a-f]{32}\/reminder\/1$/)],
      ['2', expect.stringMatching(/^[0-9a-f]{32}\/reminder\/2$/)],
    ])
  })
})

describe('pipelines that cannot be seen', () => {
  const unseen = (count: number, state: Announcement['state'] = 'firing') =>
    names(count).map((name) => firing(name, { kind: 'pipeline-unobservable', severity: 'warning', state }))
  const prod = (watched: number, unobservable: number) => [{ source: 'prod', watched, unobservable }]

  it('are one message where they are at least two and more than half of their source', () => {
    expect(told(tellingsOf(unseen(2), prod(3, 2)))).toEqual(['prod'])
    expect(told(tellingsOf(unseen(2), prod(4, 2)))).toEqual(['prod/p000', 'prod/p001'])
    expect(told(tellingsOf(unseen(1), prod(1, 1)))).toEqual(['prod/p000'])
  })

  it('are so too where others of the source had failed before', () => {
    expect(told(tellingsOf(unseen(2), prod(10, 6)))).toEqual(['prod'])
  })

  it('are told one by one where the run did not say how many there are', () => {
    expect(told(tellingsOf(unseen(3)))).toEqual(['prod/p000', 'prod/p001', 'prod/p002'])
    expect(told(tellingsOf(unseen(3), [{ source: 'test', watched: 3, unobservable: 3 }]))).toHaveLength(3)
  })

  it('leave other alerts of their source alone', () => {
    expect(told(tellingsOf([...unseen(3), firing('p000')], prod(4, 3)))).toEqual(['prod/p000', 'prod'])
  })

  it('are one message as well when most of them are seen again', () => {
    expect(told(tellingsOf(unseen(3, 'resolved'), prod(5, 0)))).toEqual(['prod'])
    expect(told(tellingsOf(unseen(2, 'resolved'), prod(5, 3)))).toHaveLength(2)
  })
})

describe('what is told of a source', () => {
  it('stands alone, and counts as no pipeline', () => {
    const ofSource = firing('x', { pipeline: null, kind: 'fingerprint-format-changed' })
    expect(tellingsOf([...names(5).map((name) => firing(name)), ofSource])).toHaveLength(6)
    expect(tellingsOf([...names(6).map((name) => firing(name)), ofSource])).toHaveLength(2)
  })

  it('names that source, and no pipeline, though it stands in the ledger of the recorder', () => {
    const data = { source: 'prod', format: 'double', pipelines: ['orders'], count: '1' }
    const change = { kind: 'fingerprint-format-changed', severity: 'warning', data } as const
    const [announcement] = announcementsOf(runEntry(0, 'run-1', null, [change]))
    expect(announcement).toMatchObject({
      state: 'firing',
      source: 'prod',
      pipeline: null,
      run: 'run-1',
      title: 'prod: fingerprint format changed',
    })
  })
})

describe('what comes back too often', () => {
  it('is told to nobody, neither when it fires nor when it ends', () => {
    const { entry } = loss('orders')
    const damped = entry.events.map((event) =>
      event.kind === 'alert-raised' ? { ...event, data: { ...event.data, flapping: true } } : event,
    )
    expect(announcementsOf(entry)).toHaveLength(1)
    expect(announcementsOf({ ...entry, events: damped })).toEqual([])
    const ended = damped.map((event) =>
      event.kind === 'alert-raised' ? ({ ...event, kind: 'alert-resolved' } as const) : event,
    )
    expect(announcementsOf({ ...entry, events: ended })).toEqual([])
  })
})

/** The announcement of a loss, or something like it. */
function firing(pipeline: string, other: Partial<Announcement> & { severity?: Severity } = {}): Announcement {
  const [announcement] = announcementsOf(loss(pipeline).entry)
  if (announcement === undefined) throw new Error('a loss is announced')
  const source = other.source ?? 'prod'
  const alertId = sha256Hex(canonical([source, pipeline, other.kind ?? '', other.uuid ?? ''])).slice(0, 32)
  const state = other.state ?? 'firing'
  return { ...announcement, alertId, id: `${alertId}/${state}`, observedAt: at(0), ...other }
}

function many(pipeline: string, count: number, other: Partial<Announcement> = {}): readonly Announcement[] {
  return Array.from({ length: count }, (_, i) => firing(pipeline, { ...other, uuid: timedUuid(i + 1) }))
}

function told(tellings: readonly Telling[]): readonly string[] {
  return tellings.map(({ message: { source, pipeline } }) =>
    pipeline === null ? source : `${source}/${pipeline}`,
  )
}
