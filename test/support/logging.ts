import { generateKeyPairSync, sign } from 'node:crypto'
import { newestCheckpoint } from '../../lambdas/archive/log/notes/signed-checkpoint.ts'
import type { Signer } from '../../lambdas/archive/log/notes/signer.ts'
import { formatVkey, parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import type { Clock } from '../../lambdas/domain/clock.ts'
import { type Sealed, sealAll } from '../../lambdas/domain/sealing.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { createMemoryLogProgress } from '../../lambdas/ledger/work/memory-log-progress.ts'
import { type SequencePorts, sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import { at, T0 } from './listings.ts'
import { createMemoryArchive } from './memory-archive.ts'

export const ORIGIN = 'log.example/test'

export function testSigner(name = ORIGIN): Signer & { readonly vkey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  return {
    name,
    publicKey: raw,
    vkey: formatVkey(name, raw),
    sign: async (bytes) => sign(null, bytes, privateKey),
  }
}

/** The sequencer over memory, and a way to fill its ledgers. */
export function logging(changed: (ports: SequencePorts) => Partial<SequencePorts> = () => ({})) {
  const signer = testSigner()
  const ledger = createMemoryLedger()
  const archive = createMemoryArchive()
  const progress = createMemoryLogProgress()
  const clock: Clock = { now: () => T0, sleep: async () => {} }
  const plain: SequencePorts = { ledger, archive, progress, signer, clock, random: () => 0 }
  const ports = { ...plain, ...changed(plain) }
  const heads = async (names: readonly string[]): Promise<Map<string, number>> => {
    const found = await Promise.all(
      names.map(async (name) => [name, (await ledger.head(name))?.entry.seq ?? 0] as const),
    )
    return new Map(found.filter(([, seq]) => seq > 0))
  }
  const names = new Set<string>()
  return {
    ports,
    plain,
    signer,
    ledger,
    archive,
    progress,
    /** Appends so many made-up entries. */
    append: async (name: string, count: number): Promise<readonly Sealed[]> => {
      names.add(name)
      return appendSome(ledger, name, count)
    },
    /** One sequencing that knows every head and has nothing in memory. */
    sequence: async (other: Partial<SequencePorts> = {}) =>
      sequence(
        { ...ports, ...other },
        { shard: '0', lockForMs: 1_000 },
        {
          heads: await heads([...names]),
          appended: new Map(),
        },
      ),
    newest: () => newestCheckpoint(archive, parseVkey(signer.vkey)),
  }
}

export async function appendSome(ledger: Ledger, name: string, count: number): Promise<readonly Sealed[]> {
  const all: Sealed[] = []
  for (let i = 0; i < count; i += 1) {
    const head = await ledger.head(name)
    const data = { answered: 'yes', number: String((head?.entry.seq ?? 0) + 1) }
    const [sealed] = sealAll(head, {
      at: at(head?.entry.seq ?? 0),
      by: 'recorder',
      epoch: null,
      events: [{ kind: 'run-completed', severity: 'silent', data }],
      evidence: [],
      ledger: name,
      run: 'run-1',
    })
    if (sealed === undefined) throw new Error('nothing was sealed')
    await ledger.append(sealed)
    all.push(sealed)
  }
  return all
}
