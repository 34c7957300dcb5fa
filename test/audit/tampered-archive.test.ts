import { beforeAll, describe, expect, it } from 'vitest'
import { signNote } from '../../lambdas/archive/log/notes/note.ts'
import { decodeBundle, encodeBundle } from '../../lambdas/archive/log/tree/bundle.ts'
import { flip, forged, leavesOf, textOf } from '../support/forging.ts'
import { testSigner } from '../support/logging.ts'
import { copyOf, type Kept, type ProvenLog, provenLog, verified } from '../support/proven-log.ts'

let log: ProvenLog
let size: number

beforeAll(async () => {
  log = await provenLog(90)
  size = leavesOf(log).length
}, 60_000)

type Objects = Map<string, Uint8Array>

/** What is found once the objects were changed so. The key comes from elsewhere. */
async function found(change: (objects: Objects, log: ProvenLog) => void | Promise<void>) {
  const kept = copyOf(log)
  await change(kept.objects, log)
  const { broken, verdict } = await verified(kept, log.vkey)
  expect(verdict).toBe('broken')
  return broken.map(({ where, what }) => `${where}: ${what}`)
}

const bytesOf = (objects: ReadonlyMap<string, Uint8Array>, name: string) =>
  objects.get(name) ?? new Uint8Array()
const edge = (row: string) => `tile/${row}/001.p/${size - 256}`

function swap(objects: Objects, a: string, b: string): void {
  const [first, second] = [bytesOf(objects, a), bytesOf(objects, b)]
  objects.set(a, second)
  objects.set(b, first)
}

function withEntries(objects: Objects, name: string, change: (entries: Uint8Array[]) => Uint8Array[]): void {
  objects.set(name, encodeBundle(change([...decodeBundle(bytesOf(objects, name))])))
}

describe('of the tiles is named', () => {
  it('a flipped bit in a full tile, with the place in it', async () => {
    expect(await found((objects) => flip(objects, 'tile/0/000', 32 * 100 + 3))).toEqual([
      'tile/0/000: hash 100 is not that of leaf 100, tile/entries/000 entry 100',
    ])
  })

  it('a flipped bit in the tile at the edge', async () => {
    expect(await found((objects) => flip(objects, edge('0'), 32 * 5))).toEqual([
      `${edge('0')}: hash 5 is not that of leaf 261, ${edge('entries')} entry 5`,
    ])
  })

  it('a flipped bit in a tile of a higher level', async () => {
    expect(await found((objects) => flip(objects, 'tile/1/000.p/1', 31))).toEqual([
      'tile/1/000.p/1: hash 0 is not the one that follows from the entries',
    ])
  })

  it('a flipped bit in a part that has been superseded', async () => {
    const name = [...log.objects.keys()].find((one) => one.startsWith('tile/0/000.p/')) ?? ''
    expect(await found((objects) => flip(objects, name, 0))).toEqual([
      `${name}: hash 0 is not the one that follows from the entries`,
    ])
    const bundle = name.replace('/0/', '/entries/')
    expect(await found((objects) => flip(objects, bundle, 12))).toEqual([
      `${bundle}: hash 0 is not the one that follows from the entries`,
    ])
  })

  it.each(['tile/0/000', 'tile/1/000.p/1', 'EDGE 0', 'tile/entries/000', 'EDGE entries'])(
    'a missing one: %s',
    async (which) => {
      const name = which.startsWith('EDGE') ? edge(which.slice(5)) : which
      expect(await found((objects) => void objects.delete(name))).toContain(`${name}: is not there`)
    },
  )

  it.each(['tile/0/000', 'tile/1/000.p/1', 'tile/entries/000'])('a shortened one: %s', async (name) => {
    const lines = await found((objects) => void objects.set(name, bytesOf(objects, name).slice(0, -1)))
    expect(lines[0]).toMatch(new RegExp(`^${name}: `))
  })

  it('two that were swapped', async () => {
    const lines = await found((objects) => swap(objects, 'tile/0/000', 'tile/entries/000'))
    expect(lines.some((line) => line.startsWith('tile/0/000: '))).toBe(true)
    expect(lines.some((line) => line.startsWith('tile/entries/000: '))).toBe(true)
  })

  it('every name that does not belong there', async () => {
    const lines = await found((objects) => {
      for (const name of [
        'tile/0/0',
        'tile/x/000',
        'tile/0/000.p/256',
        'tile/note',
        'checkpoints/007',
        'checkpoints/1.bak',
        'evidence/x',
      ])
        objects.set(name, Buffer.from('x'))
    })
    expect(lines).toHaveLength(7)
    for (const line of lines) expect(line).toContain('nothing of this name belongs here')
  })

  it('a wider tile that does not go on from what is signed', async () => {
    const wide = `tile/0/001.p/${size - 256 + 2}`
    const hashes = Buffer.concat([bytesOf(log.objects, edge('0')), Buffer.alloc(64)])
    const kept = copyOf(log)
    kept.objects.set(wide, hashes)
    const fine = await verified(kept, log.vkey)
    expect(fine.broken).toEqual([])
    expect(fine.proven).toContain('1 object beyond the signed size, not yet signed')
    expect(
      await found((objects) => {
        objects.set(wide, hashes)
        flip(objects, wide, 0)
      }),
    ).toEqual([`${wide}: hash 0 is not the one that follows from the entries`])
  })
})

describe('of the entries is named', () => {
  it('a changed one, by ledger, seq, bundle and place', async () => {
    const lines = await found((objects) =>
      withEntries(objects, 'tile/entries/000', (entries) =>
        entries.with(
          10,
          Buffer.from(
            Buffer.from(entries[10] ?? [])
              .toString()
              .replace('"by":"recorder"', '"by":"recorded"'),
          ),
        ),
      ),
    )
    expect(lines).toContain('tile/entries/000 entry 10: leaf 10 is not the one that was signed')
    expect(lines.filter((line) => /^[a-z]+\/[a-z0-9]+ \d+: prev is not the hash/.test(line))).toHaveLength(1)
  })

  it('two that were swapped in their bundle', async () => {
    const lines = await found((objects) =>
      withEntries(objects, 'tile/entries/000', (entries) =>
        entries.with(20, entries[21] ?? new Uint8Array()).with(21, entries[20] ?? new Uint8Array()),
      ),
    )
    expect(lines).toContain('tile/entries/000 entry 20: leaf 20 is not the one that was signed')
  })

  it('one that is left out, and one that was put in', async () => {
    const without = await found((objects) =>
      withEntries(objects, 'tile/entries/000', (entries) => entries.toSpliced(30, 1)),
    )
    expect(without[0]).toBe('tile/entries/000: holds 255, not 256')
    const more = await found((objects) =>
      withEntries(objects, edge('entries'), (entries) => [...entries, Buffer.from('{}')]),
    )
    expect(more[0]).toMatch(/^tile\/entries\/001\.p\/\d+: holds \d+, not \d+$/)
  })

  it('what is missing, though the rest is still checked behind it', async () => {
    const lines = await found((objects) => {
      objects.delete('tile/entries/000')
      flip(objects, `checkpoints/${size}`, 3)
    })
    expect(lines).toContain('tile/entries/000: is not there')
    expect(lines.some((line) => line.startsWith(`checkpoints/${size}: `))).toBe(true)
    expect(lines.some((line) => line.includes('are missing in the log'))).toBe(true)
    expect(lines.some((line) => line.startsWith('checkpoint: its root'))).toBe(false)
  })

  it('that nothing can be recomputed where entries and their hashes are gone', async () => {
    const lines = await found((objects) => {
      objects.delete('tile/entries/000')
      objects.delete('tile/0/000')
    })
    expect(lines).toContain('checkpoint: its root cannot be recomputed: entries and their hashes are missing')
  })
})

describe('of the signatures is named', () => {
  it.each([0, 20, 60, 100, 150])('a flipped bit at %i of checkpoint', async (at) => {
    const lines = await found((objects) => flip(objects, 'checkpoint', at))
    expect(
      lines.every((line) => line.startsWith('checkpoint: ') || line.startsWith(`checkpoints/${size}: `)),
    ).toBe(true)
    expect(lines[0]).toMatch(/^checkpoint: /)
  })

  it('a checkpoint of an earlier size in the place of the newest', async () => {
    const older = log.history[50]?.objects ?? new Map()
    const lines = await found((objects) => void objects.set('checkpoint', bytesOf(older, 'checkpoint')))
    expect(lines).toEqual([
      expect.stringMatching(/^checkpoint: is of size \d+, but 39 later ones were signed/),
    ])
  })

  it('a missing checkpoint', async () => {
    expect((await found((objects) => void objects.delete('checkpoint')))[0]).toMatch(
      /^checkpoint: is of size 0, but 90 later/,
    )
  })

  it('a missing checkpoint of the newest size', async () => {
    expect(await found((objects) => void objects.delete(`checkpoints/${size}`))).toEqual([
      `checkpoints/${size}: is not there, though the log was signed at this size`,
    ])
  })

  it('any damaged one under its size, and one under another size', async () => {
    const sizes = [...log.objects.keys()].filter((name) => name.startsWith('checkpoints/'))
    const [first = '', second = ''] = sizes
    expect((await found((objects) => flip(objects, first, 40)))[0]).toMatch(new RegExp(`^${first}: `))
    const swapped = await found((objects) => swap(objects, first, second))
    expect(swapped).toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(`^${first}: is the checkpoint of size`))]),
    )
    expect(swapped).toHaveLength(2)
  })

  it('a second signed root of the same size: a fork by whoever has the key', async () => {
    const text = textOf(log.objects, 'checkpoints/4').split('\n\n')[0]?.split('\n') ?? []
    const other = await signNote(`${text[0]}\n4\n${Buffer.alloc(32, 7).toString('base64')}\n`, log.signer)
    expect(await found((objects) => void objects.set('checkpoints/4', Buffer.from(other)))).toEqual([
      'checkpoints/4: its root is not that of the entries',
    ])
    const head = await signNote(
      `${text[0]}\n${size}\n${Buffer.alloc(32, 7).toString('base64')}\n`,
      log.signer,
    )
    const lines = await found((objects) => void objects.set('checkpoint', Buffer.from(head)))
    expect(lines).toEqual(
      expect.arrayContaining([
        `checkpoint: its root is not that of the ${size} entries`,
        `checkpoints/${size}: differs from checkpoint, which is of the same size`,
      ]),
    )
  })

  it('a whole archive that another key has signed', async () => {
    const kept: Kept = await forged(log, leavesOf(log), testSigner())
    const report = await verified(kept, log.vkey)
    expect(report.broken.map(({ where }) => where)).toEqual(
      expect.arrayContaining(['log.vkey', 'checkpoint']),
    )
  })

  it('a log of another name under the same key', async () => {
    const text = textOf(log.objects, 'checkpoint').split('\n\n')[0]?.split('\n') ?? []
    const other = await signNote(`other.example\n${text.slice(1).join('\n')}\n`, log.signer)
    expect((await found((objects) => void objects.set('checkpoint', Buffer.from(other))))[0]).toBe(
      'checkpoint: is of the log other.example, not of log.example/test',
    )
  })

  it('a key that is damaged or gone', async () => {
    expect((await found((objects) => flip(objects, 'log.vkey', 25)))[0]).toMatch(/^log\.vkey: /)
    expect(await found((objects) => void objects.delete('log.vkey'))).toEqual(['log.vkey: is not there'])
  })
})

it('of a record that is wrong everywhere the first thousand things are told, and how many more there are', async () => {
  const kept = copyOf(log)
  for (let i = 0; i < 1_200; i += 1) kept.objects.set(`evidence/${i}`, new Uint8Array())
  const { broken } = await verified(kept, log.vkey)
  expect(broken).toHaveLength(1_001)
  expect(broken.at(-1)).toEqual({ where: '…', what: '200 further findings' })
})

it('a signed size that no archive could hold ends the search', async () => {
  const kept = copyOf(log)
  const text = textOf(log.objects, 'checkpoint').split('\n\n')[0]?.split('\n') ?? []
  const huge = await signNote(`${text[0]}\n${2n ** 60n}\n${text[2]}\n`, log.signer)
  kept.objects.set('checkpoint', Buffer.from(huge))
  const { broken } = await verified(kept, log.vkey)
  expect(broken.at(-1)?.where).toBe('…')
  expect(broken.map(({ where }) => where)).toContain(`checkpoints/${2n ** 60n}`)
})

it('of what is broken nothing is said to hold', async () => {
  const kept = copyOf(log)
  flip(kept.objects, 'tile/entries/000', 300)
  const { proven } = await verified(kept, log.vkey)
  expect(proven.join()).not.toContain('every entry behind the one before it')
})
