import { join } from 'node:path'
import { startSimulatedFeldera } from '../../infra/local/simulated-feldera/server.ts'

/** A simulated Feldera that rotates, loses and alters, and what there is to tell of it. */
export interface Incidents {
  /** The text of a `pipelines.json` that watches it. */
  readonly configuration: string
  /** Something that Feldera does all the time, and in `wild` anything: at any moment, whoever looks or dies. */
  readonly happen: () => void
  /** New checkpoints, for the next incident. The next run that completes knows them. */
  readonly prepare: () => void
  /** Loses one and alters one that are known, and leaves them so: what two answers will show must be told. */
  readonly strike: () => void
  /** What must have its alert, as `kind uuid`. */
  readonly owed: () => readonly string[]
  /** Whether it may be alarmed of: it happened, but rotation may have hidden it before two answers showed it; or it follows from that. */
  readonly isAllowed: (alert: Told) => boolean
  readonly stop: () => Promise<void>
}

export interface Told {
  readonly kind: string
  /** `source/name`. */
  readonly pipeline: string
  readonly uuid?: string
}

const STEADY = ['steady', 'quick']
const MADE_BETWEEN_LOOKS = 20
// One of another fingerprint between two of the same is a change of lineage, there and back.
const ALTERED = ['prod/wild', 'prod/altered']

export async function startIncidents(directory: string, random: () => number): Promise<Incidents> {
  const names = [...STEADY, 'wild', 'losing', 'altered']
  const feldera = await startSimulatedFeldera({
    stateFile: join(directory, 'feldera.json'),
    clock: { now: () => Date.now() },
    random,
    story: false,
    pipelines: names.map((name) => ({ name })),
  })
  for (const name of names) for (let i = 0; i < 2; i += 1) feldera.checkpoint(name)
  const owed: string[] = []
  const allowed = new Set<string>()
  const lose = (name: string): string => `checkpoint-missing ${feldera.lose(name).uuid}`
  const alter = (name: string): string => `fingerprint-changed ${feldera.alter(name).uuid}`
  const made: string[] = []
  const makeWild = (): void => void made.push(`checkpoint-missing ${feldera.checkpoint('wild').uuid}`)
  const wildly = (): void => {
    const chance = random()
    if (chance < 0.6) return makeWild()
    if (chance < 0.8) return void allowed.add(alter('wild'))
    allowed.add(lose('wild'))
    // Who never saw what was lost sees too few listed, and can only name those that he knew.
    for (const name of made.slice(-MADE_BETWEEN_LOOKS)) allowed.add(name)
    // Another must be made before it can lose again.
    makeWild()
  }
  return {
    configuration: JSON.stringify({
      sources: [{ name: 'prod', url: feldera.url, pipelines: names }],
      policy: { confirmAfter: ['50ms', '50ms'] },
    }),
    happen: () => {
      const name = STEADY[Math.floor(random() * STEADY.length * 2)]
      if (name === undefined) wildly()
      else feldera.checkpoint(name)
    },
    prepare: () => {
      for (const name of ['losing', 'altered']) feldera.checkpoint(name)
    },
    strike: () => {
      owed.push(lose('losing'), alter('altered'))
    },
    owed: () => owed,
    isAllowed: ({ kind, pipeline, uuid }) =>
      allowed.has(`${kind} ${uuid}`) || (kind === 'lineage-changed' && ALTERED.includes(pipeline)),
    stop: feldera.stop,
  }
}
