import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import { openEntry } from '../../lambdas/domain/entry.ts'
import type { EventData, LedgerEvent } from '../../lambdas/domain/event.ts'
import { isMembers } from '../../lambdas/domain/event-data.ts'
import { flip, forged, leavesOf, resealed } from '../support/forging.ts'
import { copyOf, type ProvenLog, provenLog, verified } from '../support/proven-log.ts'

/** What whoever holds the signing key can still not do: tiles, root and signature are all right here. */

let log: ProvenLog
let leaves: string[]

beforeAll(async () => {
  log = await provenLog(20)
  leaves = leavesOf(log)
}, 240_000)

async function found(changed: readonly string[]) {
  const { broken } = await verified(await forged(log, changed), log.vkey)
  return broken.map(({ where, what }) => `${where}: ${what}`)
}

function placeOf(place: string): number {
  return leaves.findIndex((leaf) => `${openEntry(leaf).ledger} ${openEntry(leaf).seq}` === place)
}

function eventOf(place: string, kind: string): LedgerEvent {
  const event = openEntry(leaves[placeOf(place)] ?? '').events.find((one) => one.kind === kind)
  if (event === undefined) throw new Error(`${place} has no ${kind}`)
  return event
}

/** The first entry with such an event, as `ledger seq`. */
function placeWith(kind: string, ledger = 'prod/'): string {
  const entry = leaves
    .map(openEntry)
    .find((one) => one.ledger.startsWith(ledger) && one.events.some((event) => event.kind === kind))
  if (entry === undefined) throw new Error(`no ${kind}`)
  return `${entry.ledger} ${entry.seq}`
}

/** Another history, in which this event says something else. */
function retold(
  place: string,
  kind: string,
  change: (data: LedgerEvent['data']) => LedgerEvent['data'],
): string[] {
  return resealed(leaves, place, ({ events }) => ({
    events: events.map((event) => (event.kind === kind ? { ...event, data: change(event.data) } : event)),
  }))
}

describe('in a log that is signed and hashed rightly is named', () => {
  it('nothing, where nothing was changed', async () => {
    expect(await found(leaves)).toEqual([])
  })

  it.each(['checkpoint-recorded', 'checkpoint-missing', 'checkpoint-retired', 'fingerprint-changed'])(
    'a %s that cites no answer',
    async (kind) => {
      const place = placeWith(kind)
      const lines = await found(retold(place, kind, ({ evidence: _evidence, ...data }) => data))
      expect(lines[0]).toBe(`${place}: ${kind}: its evidence is no object, line and sha256`)
    },
  )

  it('an entry that is left out', async () => {
    const lines = await found(leaves.toSpliced(placeOf('prod/orders 5'), 1))
    expect(lines).toEqual([
      expect.stringMatching(/^prod\/orders 6: follows seq 4: seq 5 is missing in the log \(tile\/entries/),
    ])
  })

  it('the beginning of a ledger that is left out', async () => {
    const lines = await found(leaves.filter((leaf) => !/"ledger":"prod\/archive".*"seq":"1"/.test(leaf)))
    expect(lines[0]).toMatch(/^prod\/archive 2: follows nothing: seq 1 is missing in the log/)
  })

  it('an entry that stands twice', async () => {
    const i = placeOf('prod/orders 5')
    expect(await found(leaves.toSpliced(i, 0, leaves[i] ?? ''))).toEqual([
      expect.stringMatching(/^prod\/orders 5: stands twice in the log/),
    ])
  })

  it('another entry under a seq that is taken', async () => {
    const other = resealed(leaves, 'prod/orders 5', () => ({ by: 'x' }))[placeOf('prod/orders 5')] ?? ''
    expect(await found([...leaves, other])).toEqual([
      expect.stringMatching(
        /^prod\/orders 5: stands behind prod\/orders 20: it is there twice or out of order/,
      ),
    ])
  })

  it('two entries of a ledger in the wrong order', async () => {
    const [a, b] = [placeOf('prod/orders 5'), placeOf('prod/orders 6')]
    const lines = await found(leaves.with(a, leaves[b] ?? '').with(b, leaves[a] ?? ''))
    expect(lines.map((line) => line.slice(0, 14))).toEqual(['prod/orders 6:', 'prod/orders 5:'])
  })

  it('a ledger that is joined to another history', async () => {
    const i = placeOf('prod/orders 8')
    const other = resealed(leaves, 'prod/orders 4', () => ({ by: 'x' }))
    expect(await found([...leaves.slice(0, i), ...other.slice(i)])).toEqual([
      expect.stringMatching(/^prod\/orders 8: prev is not the hash of seq 7 in the log/),
    ])
  })

  it('a first entry that hangs on something', async () => {
    const changed = resealed(leaves, 'prod/orders 1', () => ({ prev: 'ab'.repeat(32) }))
    expect(await found(changed)).toEqual([
      expect.stringContaining('prod/orders 1: prev of the first entry is not 64 zeros'),
    ])
  })

  it('a time that goes back', async () => {
    const changed = resealed(leaves, 'prod/orders 5', () => ({ at: openEntry(leaves[0] ?? '').at }))
    const lines = await found(changed)
    expect(lines).toEqual([expect.stringMatching(/^prod\/orders 5: at is before that of seq 4/)])
  })

  it('an entry that is not in canonical form, is no entry, is too large, or has no events', async () => {
    const i = placeOf('prod/payments 5')
    const spaced = leaves.with(i, (leaves[i] ?? '').replace('{', '{ '))
    expect((await found(spaced))[0]).toMatch(
      /^tile\/entries\/000\.p\/\d+ entry \d+: is no entry: .*not in canonical form/,
    )
    expect((await found(leaves.with(i, '{"v":"checkpoint-ledger/entry/2"}')))[0]).toContain(
      'unknown entry version',
    )
    const long = resealed(leaves, 'prod/payments 5', () => ({ by: 'x'.repeat(60_000) }))
    expect((await found(long))[0]).toContain('larger than 60000 bytes')
    const empty = resealed(leaves, 'prod/payments 5', () => ({ events: [] }))
    expect((await found(empty))[0]).toMatch(/^prod\/payments 5: has no events/)
  })

  it('events from which no state follows', async () => {
    const changed = resealed(leaves, 'prod/payments 5', ({ events }) => ({
      events: [...events, { kind: 'pipeline-unobservable', severity: 'silent', data: {} }],
    }))
    expect(await found(changed)).toEqual([
      expect.stringMatching(/^prod\/payments 5: does not follow from what was before: /),
    ])
  })
})

describe('of what an entry cites is named', () => {
  const OTHER = '14128757731148314855'

  it.each(['checkpoint-recorded', 'checkpoint-reappeared'])(
    'another fingerprint in %s, by one digit',
    async (kind) => {
      const place = placeWith(kind)
      const changed = retold(place, kind, (data) => ({ ...data, fingerprint: OTHER }))
      expect(await found(changed)).toContain(
        `${place}: ${kind}: no answer cited shows ${String(eventOf(place, kind).uuid)} with these values`,
      )
    },
  )

  it.each(['size', 'steps', 'processed_records', 'identifier'])('another %s', async (field) => {
    const place = placeWith('checkpoint-recorded', 'prod/payments')
    expect(
      await found(retold(place, 'checkpoint-recorded', (data) => ({ ...data, [field]: '7' }))),
    ).toContainEqual(
      expect.stringMatching(new RegExp(`^${place}: checkpoint-recorded: no answer cited shows`)),
    )
  })

  it.each(['fingerprint-changed', 'metadata-changed'])('another value in %s', async (kind) => {
    const place = placeWith(kind)
    const to = (data: EventData | undefined) => ({ ...(isMembers(data) ? data : {}), fingerprint: OTHER })
    expect(await found(retold(place, kind, (data) => ({ ...data, to: to(data['to']) })))).toContainEqual(
      expect.stringMatching(new RegExp(`^${place}: ${kind}: no answer cited shows`)),
    )
  })

  it('a checkpoint that is said to have ended and is listed by every answer', async () => {
    const place = placeWith('checkpoint-retired', 'prod/orders')
    const [stays] = openEntry(leaves[placeOf(place)] ?? '').events.filter(
      ({ kind }) => kind === 'checkpoint-recorded',
    )
    const changed = resealed(leaves, place, ({ events }) => ({
      events: events.map((event) =>
        event.kind === 'checkpoint-retired' && stays?.uuid !== undefined
          ? { ...event, uuid: stays.uuid }
          : event,
      ),
    }))
    expect(await found(changed)).toContain(
      `${place}: checkpoint-retired: every answer cited still lists ${stays?.uuid}`,
    )
  })

  it.each<readonly [string, (cited: { readonly [key: string]: EventData }) => EventData, string]>([
    ['a line that is not there', (cited) => ({ ...cited, line: '99' }), 'has no line 99'],
    ['a line that is none', (cited) => ({ ...cited, line: '01' }), 'names no line'],
    ['another hash', (cited) => ({ ...cited, sha256: '0'.repeat(64) }), 'has another sha256'],
    [
      'an object that the entry does not name',
      (cited) => ({ ...cited, object: '0'.repeat(64) }),
      'is not among the entry’s evidence',
    ],
    ['more than a line', (cited) => ({ ...cited, note: 'x' }), 'no object, line and sha256'],
    ['nothing', () => null, 'no object, line and sha256'],
  ])('%s', async (_, change, words) => {
    const place = placeWith('checkpoint-retired')
    const changed = retold(place, 'checkpoint-retired', (data) => ({
      ...data,
      evidence: change(isMembers(data['evidence']) ? data['evidence'] : {}),
    }))
    expect(await found(changed)).toEqual([expect.stringContaining(words)])
  })

  it('the answer of another pipeline', async () => {
    const own = eventOf('prod/orders 1', 'checkpoint-recorded').data['evidence'] ?? null
    const place = placeWith('checkpoint-recorded', 'prod/payments')
    const object = isMembers(own) && typeof own['object'] === 'string' ? own['object'] : ''
    const changed = resealed(leaves, place, ({ events }) => ({
      evidence: [object],
      events: events.map((event) => ({ ...event, data: { ...event.data, evidence: own } })),
    }))
    expect(await found(changed)).toContainEqual(expect.stringContaining('is about another pipeline'))
  })

  it('an object that is not there, and a name that is none', async () => {
    const changed = resealed(leaves, 'prod/orders 2', ({ evidence }) => ({
      evidence: [...evidence, '0'.repeat(64), '../x'],
    }))
    const lines = await found(changed)
    expect(lines).toContain(`prod/orders 2: cites evidence/${'0'.repeat(64)}, which is not there`)
    expect(
      lines.some((line) => line.startsWith('prod/orders 2: cites "../x", which is no object’s name')),
    ).toBe(true)
  })
})

describe('of the evidence is named', () => {
  async function foundIn(change: (objects: Map<string, Uint8Array>, names: readonly string[]) => void) {
    const kept = copyOf(log)
    change(
      kept.objects,
      [...kept.objects.keys()].filter((name) => name.startsWith('evidence/')),
    )
    return (await verified(kept, log.vkey)).broken.map(({ where, what }) => `${where}: ${what}`)
  }

  function put(objects: Map<string, Uint8Array>, bytes: Uint8Array): string {
    const name = `evidence/${sha256Hex(bytes)}`
    objects.set(name, bytes)
    return name
  }

  it('a flipped bit, whether or not it still unpacks', async () => {
    let target = ''
    const lines = await foundIn((objects, [name = '']) => {
      target = name
      flip(objects, name, 4)
    })
    expect(lines).toContain(`${target}: its SHA-256 is not its name`)
  })

  it('a missing one, by every entry that cites it', async () => {
    let target = ''
    const lines = await foundIn((objects, [name = '']) => {
      target = name
      objects.delete(name)
    })
    const citing = leaves.filter((leaf) => leaf.includes(target.slice('evidence/'.length)))
    expect(lines.filter((line) => line.endsWith(`cites ${target}, which is not there`))).toHaveLength(
      citing.length,
    )
  })

  it('one that nobody cites and that is no gzip, or unpacks without end', async () => {
    let names: string[] = []
    const lines = await foundIn((objects) => {
      names = [put(objects, Buffer.from('no gzip')), put(objects, gzipSync(Buffer.alloc(513 * 1024 * 1024)))]
    })
    expect(new Set(lines.map((line) => line.split(': ')[0]))).toEqual(new Set(names))
    for (const line of lines) expect(line).toContain('cannot be unpacked, or holds more than')
  }, 240_000)

  const line = {
    pipeline: 'orders',
    source: 'prod',
    url: 'http://x',
    status: 200,
    headers: {},
    requested_at: '2026-11-01T00:00:00.000Z',
    received_at: '2026-11-01T00:00:00.000Z',
    sha256: sha256Hex('[]'),
    body: '[]',
  }
  const lent = gzipSync(`${JSON.stringify(line)}\n`)
  const borrowed = { ...line, body: null, body_in: sha256Hex(lent) }

  it.each<readonly [string, string, string | undefined]>([
    ['a plain line', `${JSON.stringify(line)}\n`, undefined],
    ['a body in base64', `${JSON.stringify({ ...line, body: null, body_base64: 'W10=' })}\n`, undefined],
    ['a body kept elsewhere', `${JSON.stringify(borrowed)}\n`, undefined],
    [
      'no answer',
      `${JSON.stringify({ ...line, status: null, received_at: null, sha256: null, body: null })}\n`,
      undefined,
    ],
    [
      'a body kept nowhere',
      `${JSON.stringify({ ...borrowed, sha256: sha256Hex('x') })}\n`,
      'does not hold its body',
    ],
    [
      'a body kept in what is not there',
      `${JSON.stringify({ ...borrowed, body_in: 'a'.repeat(64) })}\n`,
      'does not hold its body',
    ],
    [
      'a body and a lender',
      `${JSON.stringify({ ...borrowed, body: '[]' })}\n`,
      'body_in names no object, or beside a body',
    ],
    ['another body', `${JSON.stringify({ ...line, body: '[ ]' })}\n`, 'sha256 is not that of the body'],
    ['one key more', `${JSON.stringify({ ...line, note: '' })}\n`, 'has other keys'],
    ['one key less', `${JSON.stringify({ ...line, url: undefined })}\n`, 'has other keys'],
    ['a key twice', `${JSON.stringify(line).replace('{', '{"body":"x",')}\n`, 'same key twice'],
    ['a status that is text', `${JSON.stringify({ ...line, status: '200' })}\n`, 'status is no HTTP status'],
    [
      'a status that is written otherwise',
      `${JSON.stringify(line).replace('200', '2e2')}\n`,
      'status is no HTTP status',
    ],
    [
      'a time that is none',
      `${JSON.stringify({ ...line, requested_at: 'now' })}\n`,
      'requested_at is no time',
    ],
    [
      'an answer without a status',
      `${JSON.stringify({ ...line, status: null })}\n`,
      'has no status and yet an answer',
    ],
    ['headers that are none', `${JSON.stringify({ ...line, headers: { a: 1 } })}\n`, 'headers are no texts'],
    ['no newline at the end', JSON.stringify(line), 'does not end with a newline'],
    ['an empty line', `${JSON.stringify(line)}\n\n`, 'line 2: '],
    ['nothing', '', 'holds no line'],
    ['bytes that are no UTF-8', '\u0080', 'line 1: '],
  ])('%s', async (_, text, words) => {
    let name = ''
    const lines = await foundIn((objects) => {
      put(objects, lent)
      name = put(objects, gzipSync(Buffer.from(text, text === '\u0080' ? 'latin1' : 'utf8')))
    })
    if (words === undefined) expect(lines).toEqual([])
    else {
      expect(lines).toContainEqual(expect.stringContaining(words))
      for (const one of lines) expect(one.startsWith(`${name}: `)).toBe(true)
    }
  })

  it('an answer that was exchanged for another in its object', async () => {
    const lines = await foundIn((objects, names) => {
      const name =
        names.find((one) =>
          gunzipSync(objects.get(one) ?? '')
            .toString()
            .includes('/orders/checkpoints'),
        ) ?? ''
      const text = gunzipSync(objects.get(name) ?? '').toString()
      objects.set(name, gzipSync(text.replace('14128757731148314856', '14128757731148314855')))
    })
    expect(lines).toContainEqual(expect.stringMatching(/its SHA-256 is not its name$/))
    expect(lines).toContainEqual(expect.stringMatching(/sha256 is not that of the body$/))
  })
})
