import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkpointText } from '../../lambdas/archive/log/notes/checkpoint.ts'
import { signNote } from '../../lambdas/archive/log/notes/note.ts'
import { type Attestation, attestationText } from '../../lambdas/audit/attestation/attestation.ts'
import { attest } from '../../lambdas/audit/attestation/make.ts'
import { verifyAttestation } from '../../lambdas/audit/attestation/verify-attestation.ts'
import { verdictOf } from '../../lambdas/audit/report.ts'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import { at } from '../support/listings.ts'
import { testSigner } from '../support/logging.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'
import { inList, watched } from './watched.ts'

const RUN = 600
const LIST = [inList('orders'), inList('fraud')]

/**
 * Runs every ten minutes: 0 two checkpoints; 1 the same; 2 rotated; 3 and 4 no answer; 5 the newest lost; 6 the same;
 * 7 stopped, one in the list; 8 stopped and cleared; 9 runs again.
 */
async function lived() {
  const system = watched('orders', 'fraud')
  const answers = {
    0: ['C0', 'C60'],
    1: ['C0', 'C60'],
    2: ['C60', 'C120', 'C180'],
    3: 'timeout',
    4: 'timeout',
    5: ['C60', 'C120'],
    6: ['C60', 'C120'],
  } as const
  for (const [run, orders] of Object.entries(answers)) {
    const shown = typeof orders === 'string' ? orders : [...orders]
    await system.live({ at: Number(run) * RUN, list: LIST, checkpoints: { orders: shown, fraud: ['C0'] } })
  }
  const stopped = { deployment_status: 'Stopped', deployment_id: null }
  const list = (other: object) => [inList('orders', { ...stopped, ...other }), inList('fraud')]
  await system.live({
    at: 7 * RUN,
    list: list({ stored: ['C60', 'C120'] }),
    checkpoints: { orders: 'absent' },
  })
  await system.live({ at: 8 * RUN, list: list({ storage_status: 'Cleared' }) })
  await system.live({ at: 9 * RUN, list: LIST, checkpoints: { orders: ['C5400'] } })
  return system
}

let system: Awaited<ReturnType<typeof lived>>
beforeAll(async () => {
  system = await lived()
})

async function attested(seconds: number, pipeline = 'prod/orders') {
  const outcome = await attest(system, pipeline, at(seconds))
  if (outcome.kind !== 'attested') throw new Error(JSON.stringify(outcome))
  const attestation: Attestation = JSON.parse(outcome.text)
  return {
    text: outcome.text,
    attestation,
    names: attestation.listed.map(({ uuid }) => system.names.shorten(uuid)),
  }
}

describe('what was listed at a moment', () => {
  it.each([
    ['at the very first answer', 0, ['C0', 'C60'], 0, RUN],
    ['before a change', 2 * RUN - 1, ['C0', 'C60'], RUN, 2 * RUN],
    ['exactly at it', 2 * RUN, ['C60', 'C120', 'C180'], 2 * RUN, 5 * RUN],
    ['after it', 2 * RUN + 1, ['C60', 'C120', 'C180'], 2 * RUN, 5 * RUN],
    ['during an outage', 4 * RUN + 30, ['C60', 'C120', 'C180'], 2 * RUN, 5 * RUN],
    ['exactly at an answer that is confirmed later', 5 * RUN, ['C60', 'C120'], 5 * RUN, 5 * RUN + 5],
    ['between an answer and the one that confirms it', 5 * RUN + 3, ['C60', 'C120'], 5 * RUN, 5 * RUN + 5],
    ['after a loss', 6 * RUN + 3, ['C60', 'C120'], 6 * RUN, 7 * RUN],
    ['of a stopped pipeline, from its source’s list', 7 * RUN + 3, ['C60', 'C120'], 7 * RUN, 8 * RUN],
    ['of cleared storage', 8 * RUN + 3, [], 8 * RUN, 9 * RUN],
    ['after the newest run', 9 * RUN + 3, ['C5400'], 9 * RUN, null],
  ])('%s', async (_name, seconds, listed, before, after) => {
    const { text, attestation, names } = await attested(seconds)
    expect(names).toEqual(listed)
    expect(attestation.before.received_at).toBe(at(before))
    expect(attestation.after?.received_at ?? null).toBe(after === null ? null : at(after))
    const report = verifyAttestation(text, { key: system.signer.vkey })
    expect(report).toMatchObject({ broken: [], unproven: [] })
    expect(report.proven[0]).toMatch(
      /^signed with the key that was given: the log log.example\/test of \d+ entries/,
    )
    expect(report.proven[2]).toContain(
      `prod/orders at ${at(seconds)}: ${listed.length === 0 ? 'nothing' : attestation.listed.map(({ uuid }) => uuid).join(', ')} listed`,
    )
  })

  it('says what changed until the next check, with the entries that tell it', async () => {
    const { text, attestation } = await attested(4 * RUN)
    const kinds = attestation.entries.flatMap(({ entry }) =>
      JSON.parse(entry).ledger === 'prod/orders'
        ? JSON.parse(entry).events.map(({ kind }: { kind: string }) => kind)
        : [],
    )
    expect(kinds).toContain('checkpoint-missing')
    expect(verifyAttestation(text).proven.slice(-2)).toEqual([
      expect.stringMatching(/^the next answer, at .*, listed no longer 0[0-9a-f-]*$/),
      expect.stringMatching(/^entries of prod\/orders meanwhile: \d+(, \d+)*$/),
    ])
  })

  it('is not observed before the first answer, and nothing of what was never watched', async () => {
    expect(await attest(system, 'prod/orders', at(-1))).toEqual({ kind: 'not-observed' })
    expect(await attest(system, 'prod/nobody', at(RUN))).toEqual({ kind: 'not-observed' })
    expect(await attest(system, 'elsewhere/orders', at(RUN))).toEqual({ kind: 'not-observed' })
  })

  it('says where the log does not have it yet', async () => {
    const late = watched('orders')
    late.sequencing(false)
    await late.live({ at: 0, list: LIST, checkpoints: { orders: ['C0'] } })
    expect(await attest(late, 'prod/orders', at(1))).toEqual({
      kind: 'not-in-log',
      what: 'nothing is signed yet',
    })
    late.sequencing(true)
    await late.live({ at: RUN })
    late.sequencing(false)
    await late.live({ at: 2 * RUN })
    expect(await attest(late, 'prod/orders', at(2 * RUN + 1))).toEqual({
      kind: 'not-in-log',
      what: 'recorder/0 3 is recorded and not yet in the signed log',
    })
    // The run after is not in it either: nothing is said of the time behind the check.
    const outcome = await attest(late, 'prod/orders', at(RUN + 1))
    expect(outcome.kind === 'attested' ? JSON.parse(outcome.text).after : outcome).toBe(null)
  })

  it('follows a checkpoint whose metadata changed to the entry that says so', async () => {
    const changing = watched('orders')
    const show = (at: number, ...orders: string[]) =>
      changing.live({ at, list: LIST, checkpoints: { orders } })
    await show(0, 'C0', 'C60 size=null')
    await show(RUN, 'C0', 'C60 size=7')
    await show(2 * RUN, 'C0', 'C60 size=18446744073709551615')
    await show(3 * RUN, 'C0', 'C60 size=18446744073709551615')
    for (const [seconds, size, seq] of [
      [1, null, 1],
      [RUN + 6, '7', 2],
      [3 * RUN + 1, '18446744073709551615', 3],
    ] as const) {
      const outcome = await attest(changing, 'prod/orders', at(seconds))
      const text = outcome.kind === 'attested' ? outcome.text : ''
      expect(JSON.parse(text).listed[1]).toMatchObject({
        size,
        recorded: { seq: '1' },
        stated: { seq: String(seq) },
      })
      expect(verdictOf(verifyAttestation(text))).toBe('proven')
    }
  })

  it('is the answer before, where the list of a stopped pipeline is older than that', async () => {
    const stopping = watched('orders')
    await stopping.live({ at: 0, list: LIST, checkpoints: { orders: ['C0', 'C60'] } })
    const stored = inList('orders', { deployment_status: 'Stopped', deployment_id: null, stored: ['C0'] })
    const { outcome: said } = await stopping.live({ at: RUN, list: [stored] })
    expect(said).toEqual({ orders: 'stopped' })
    const outcome = await attest(stopping, 'prod/orders', at(RUN + 1))
    const attestation: Attestation = JSON.parse(outcome.kind === 'attested' ? outcome.text : '')
    expect(attestation).toMatchObject({ before: { received_at: at(0) }, after: null })
    expect(attestation.listed).toHaveLength(2)
  })

  it('is the same where the overview was lost, and where other shards watch other pipelines', async () => {
    const { text } = await attested(4 * RUN)
    const [overview] = await system.overviews.all()
    if (overview === undefined) throw new Error('no overview')
    for (const all of [
      [],
      [{ ...overview, shard: '7' }],
      [{ ...overview, shard: '7', rows: [] }, overview],
    ]) {
      const overviews = { all: async () => all }
      expect(await attest({ ...system, overviews }, 'prod/orders', at(4 * RUN))).toEqual({
        kind: 'attested',
        text,
      })
    }
  })

  it('is given to nobody where the archive contradicts the record', async () => {
    const { attestation } = await attested(RUN)
    const size = attestation.checkpoint.split('\n')[1] ?? ''
    const evidence = `evidence/${attestation.before.object}`
    const same = gzipSync(gunzipSync(system.archive.objects.get(evidence) ?? Buffer.of()), { level: 0 })
    const tile = Uint8Array.from(system.archive.objects.get(`tile/0/000.p/${size}`) ?? [])
    tile[33] = (tile[33] ?? 0) ^ 1
    const harms: readonly (readonly [string, Uint8Array, string])[] = [
      [evidence, same, 'another hash'],
      [`tile/0/000.p/${size}`, tile, 'leaf'],
      ['log.vkey', Buffer.from(`${testSigner().vkey}\n`), 'not signed by'],
    ]
    for (const [name, bytes, why] of harms) {
      const archive = createMemoryArchive(new Map([...system.archive.objects, [name, bytes]]))
      await expect(attest({ ...system, archive }, 'prod/orders', at(RUN))).rejects.toThrow(why)
    }
  })

  it('is nothing for certain where nothing was ever recorded', async () => {
    const bare = watched('orders')
    await bare.live({ at: 0, list: LIST, checkpoints: { orders: [] } })
    await bare.live({ at: RUN })
    const outcome = await attest(bare, 'prod/orders', at(30))
    const text = outcome.kind === 'attested' ? outcome.text : ''
    expect(JSON.parse(text)).toMatchObject({
      listed: [],
      meanwhile: [],
      before: { seq: '1' },
      after: { seq: '2' },
    })
    expect(verifyAttestation(text)).toMatchObject({ broken: [], unproven: [] })
  })

  it('is not proven by an answer that contradicted the record and was not confirmed', async () => {
    const doubtful = watched('orders')
    const show = (at: number, orders: object) =>
      doubtful.live({ at, list: LIST, checkpoints: { orders } as never })
    await show(0, ['C0', 'C60'])
    await show(RUN, { inTurn: [[], ['C0', 'C60']] })
    const before = await attest(doubtful, 'prod/orders', at(RUN + 1))
    expect(before.kind === 'attested' && JSON.parse(before.text).listed).toEqual([])
    await show(2 * RUN, { inTurn: [[], 'timeout'] })
    const outcome = await attest(doubtful, 'prod/orders', at(2 * RUN + 60))
    const report = verifyAttestation(outcome.kind === 'attested' ? outcome.text : '')
    expect(report).toMatchObject({ broken: [], unproven: [expect.stringContaining('were not confirmed')] })
  })
})

describe('who verifies', () => {
  it('believes the key in the file only where no other is given, and says so', async () => {
    const { text } = await attested(RUN)
    expect(verifyAttestation(text).proven[0]).toMatch(/^signed with the key in the file itself/)
    const { broken } = verifyAttestation(text, { key: testSigner().vkey })
    expect(broken).toMatchObject([{ where: 'public_key' }])
  })

  it('holds it against checkpoints that were kept elsewhere', async () => {
    const { text, attestation } = await attested(RUN)
    const seen = (note: string) => verifyAttestation(text, { seen: [{ name: 'mine', note }] })
    expect(seen(attestation.checkpoint).proven.at(-1)).toBe('mine: is the same checkpoint')
    const earlier = Buffer.from(system.archive.objects.get('checkpoints/3') ?? []).toString('utf8')
    expect(seen(earlier)).toMatchObject({
      broken: [],
      unproven: [expect.stringContaining('is of 3 entries')],
    })
    const size = BigInt(attestation.checkpoint.split('\n')[1] ?? '')
    const other = checkpointText({ origin: system.signer.name, size, root: Uint8Array.from({ length: 32 }) })
    expect(seen(await signNote(other, system.signer)).broken).toMatchObject([
      { where: 'mine', what: expect.stringContaining('another root') },
    ])
    expect(seen(await signNote(other, testSigner())).broken).toMatchObject([{ where: 'mine' }])
    expect(seen('').broken).toMatchObject([{ where: 'mine' }])
  })

  it('takes a newline at the end, and no other byte more', async () => {
    const { text } = await attested(RUN)
    expect(verdictOf(verifyAttestation(`${text}\n`))).toBe('proven')
    for (const other of [
      `${text} `,
      ` ${text}`,
      `\uFEFF${text}`,
      text.slice(0, -1),
      '',
      '{}',
      'null',
      '[]',
      text.replace('{', '{"a":"b",'),
    ])
      expect(verdictOf(verifyAttestation(other))).toBe('broken')
  })

  it('finds what is added, left out or put in the place of another, where each thing for itself is true', async () => {
    const { attestation } = await attested(4 * RUN)
    const verdict = (other: Partial<Attestation>) => {
      const report = verifyAttestation(attestationText({ ...attestation, ...other }))
      return report.broken.map(({ what }) => what).join()
    }
    const entry = (one: string) => JSON.parse(one)
    const cited = attestation.evidence.find(({ name }) => name === attestation.before.object)
    // The same answers, in bytes that nobody cites.
    const bytes = gzipSync(gunzipSync(Buffer.from(cited?.base64 ?? '', 'base64')), { level: 0 })
    const forged = { name: sha256Hex(bytes), base64: bytes.toString('base64') }
    const evidence = attestation.evidence.map((one) => (one === cited ? forged : one))
    const sorted = evidence.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    expect(verdict({ before: { ...attestation.before, object: forged.name }, evidence: sorted })).toContain(
      'does not cite',
    )
    // An entry of the log that is about something else.
    const { attestation: foreign } = await attested(4 * RUN, 'prod/fraud')
    const [more] = foreign.entries.filter((one) => entry(one.entry).ledger === 'prod/fraud')
    const entries = [...attestation.entries, ...(more === undefined ? [] : [more])]
    const inOrder = entries.toSorted((a, b) => Number(a.index) - Number(b.index))
    expect(verdict({ entries: inOrder })).toBe('nothing refers to it')
    // What happened meanwhile is not told.
    const needed = new Set(attestation.listed.flatMap(({ recorded, stated }) => [recorded?.seq, stated?.seq]))
    const untold = attestation.entries.filter(
      (one) => entry(one.entry).ledger !== 'prod/orders' || needed.has(entry(one.entry).seq),
    )
    expect(verdict({ meanwhile: [], entries: untold })).toContain('lacks the entry')
    // The same moment, written otherwise.
    expect(verdict({ at: attestation.at.replace('.000Z', 'Z') })).toBe('is no time')
  })

  it('finds every altered member', async () => {
    for (const seconds of [RUN, 4 * RUN, 7 * RUN + 3]) {
      const { attestation } = await attested(seconds)
      let tried = 0
      for (const altered of alterations(attestation)) {
        tried += 1
        const report = verifyAttestation(attestationText(altered.value as Attestation), {
          key: system.signer.vkey,
        })
        expect([altered.path, verdictOf(report)]).toEqual([altered.path, 'broken'])
        expect(report.proven).toEqual([])
      }
      expect(tried).toBeGreaterThan(100)
    }
  })

  it('finds every flipped bit, but for a moment that is as well between the same two checks', async () => {
    const { text, attestation } = await attested(4 * RUN)
    const bytes = Buffer.from(text)
    const atStarts = bytes.indexOf(`"at":"${attestation.at}"`, bytes.indexOf('"after"'))
    const moment =
      bytes.indexOf(`],"evidence"`) > 0 ? text.indexOf(`"at":"${attestation.at}","before"`) : atStarts
    expect(moment).toBeGreaterThan(0)
    let seed = 20_261_101
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      return Math.floor((seed / 2 ** 32) * below)
    }
    for (let i = 0; i < 1_500; i += 1) {
      const place = random(bytes.length)
      const harmed = Buffer.from(bytes)
      harmed[place] = (harmed[place] ?? 0) ^ (1 << random(7))
      const isMoment = place >= moment && place < moment + attestation.at.length + 7
      const verdict = verdictOf(verifyAttestation(harmed.toString('utf8'), { key: system.signer.vkey }))
      if (!isMoment)
        expect([place, text.slice(place - 20, place + 20), verdict]).toEqual([
          place,
          text.slice(place - 20, place + 20),
          'broken',
        ])
    }
  })
})

interface Altered {
  readonly path: string
  readonly value: unknown
}

/** The value with each of its texts altered, each of its lists and members shortened, doubled and turned round. */
function* alterations(value: unknown, path = ''): Generator<Altered> {
  // Another moment between the same checks is as true.
  if (path === '.at') {
    for (const other of ['1999-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z', '', 'x'])
      yield { path, value: other }
    return
  }
  if (typeof value === 'string') {
    yield { path, value: `${value}0` }
    yield { path, value: value.slice(1) }
    const place = Math.floor(value.length / 2)
    const other = value[place] === '1' ? '2' : '1'
    if (value.length > 0) yield { path, value: value.slice(0, place) + other + value.slice(place + 1) }
  } else if (value === null) {
    if (path !== '.after') yield { path, value: '0' }
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      // The last entries of a ledger may be left out: no file can show that there are none behind it.
      if (path !== '.meanwhile' || i < value.length - 1)
        yield { path: `${path}.-${i}`, value: value.toSpliced(i, 1) }
      yield { path: `${path}.+${i}`, value: value.toSpliced(i, 0, item) }
      for (const { path: below, value: altered } of alterations(item, `${path}.${i}`))
        yield { path: below, value: value.with(i, altered) }
    }
    if (value.length > 1) yield { path: `${path}.turned`, value: value.toReversed() }
  } else if (typeof value === 'object') {
    for (const [key, member] of Object.entries(value ?? {})) {
      for (const { path: below, value: altered } of alterations(member, `${path}.${key}`))
        yield { path: below, value: { ...value, [key]: altered } }
      // Null stands for what is not there; where it may, the file only says less.
      if (!['recorded', 'stated', 'size', 'steps', 'processed_records', 'identifier'].includes(key))
        yield { path: `${path}.${key}=null`, value: { ...value, [key]: null } }
    }
  }
}
