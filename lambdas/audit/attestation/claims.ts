import { parseInstant } from '../../domain/instant.ts'
import type { Finding, Report } from '../report.ts'
import { holderOf } from './answers.ts'
import type { Attestation } from './attestation.ts'
import { entryName, type Held } from './held.ts'
import { listedFindings, statedFindings } from './listed.ts'
import { meanwhileFindings } from './meanwhile.ts'
import { checkIn, type ProvenCheck } from './proven.ts'
import { isSuspectedIn } from './runs.ts'
import { wordsOf } from './words.ts'

/** Whether what an attestation says follows from what it holds. */
export function claimsOf(attestation: Attestation, held: Held): Report {
  const { pipeline, before, after } = attestation
  const first = checkIn(held, pipeline, before)
  const second = after === null ? undefined : checkIn(held, pipeline, after)
  const broken: Finding[] = [
    ...findingsIn('before', first),
    ...findingsIn('after', second),
    ...timesIn(attestation),
  ]
  const unproven: string[] = []
  if (!('problem' in first)) {
    broken.push(...listedFindings(attestation, first.shown))
    for (const [i, one] of attestation.listed.entries()) {
      const stands = statedFindings(held, pipeline, one)
      broken.push(...stands.broken.map((what) => ({ where: `listed.${i}`, what })))
      unproven.push(...stands.unproven)
    }
    if (isSuspectedIn(first.run, pipeline))
      unproven.push(
        `${entryName(before)}: its answers contradicted what was recorded, and were not confirmed`,
      )
  }
  broken.push(...meanwhileFindings(attestation, held), ...surplus(attestation, held))
  const proven =
    'problem' in first || (second !== undefined && 'problem' in second) ? [] : wordsOf(attestation, second)
  return { broken, unproven, proven }
}

function findingsIn(
  where: string,
  check: ProvenCheck | { readonly problem: string } | undefined,
): readonly Finding[] {
  return check !== undefined && 'problem' in check ? [{ where, what: check.problem }] : []
}

function timesIn({ at, before, after }: Attestation): readonly Finding[] {
  const found: Finding[] = []
  if (parseInstant(at) !== at) found.push({ where: 'at', what: 'is no time' })
  if (before.received_at > at) found.push({ where: 'before', what: `was received after ${at}` })
  if (after !== null && after.received_at <= at)
    found.push({ where: 'after', what: `was not received after ${at}` })
  return found
}

/** What is in the file without being needed would seem to be proven of the pipeline. */
function surplus(
  { before, after, listed, meanwhile, pipeline }: Attestation,
  held: Held,
): readonly Finding[] {
  const checks = after === null ? [before] : [before, after]
  const stated = listed
    .flatMap(({ recorded, stated }) => [recorded, stated])
    .filter((place) => place !== null)
  const entries = new Set(
    [...checks, ...stated, ...meanwhile.map((seq) => ({ ledger: pipeline, seq }))].map(entryName),
  )
  const objects = new Set(
    checks.flatMap(({ object, line }) => [object, holderIn(held, object, Number(line) - 1) ?? object]),
  )
  return [
    ...[...held.entries.keys()]
      .filter((name) => !entries.has(name))
      .map((where) => ({ where, what: 'nothing refers to it' })),
    ...[...held.answers.keys()]
      .filter((name) => !objects.has(name))
      .map((name) => ({ where: `evidence ${name}`, what: 'nothing refers to it' })),
  ]
}

function holderIn({ answers }: Held, object: string, index: number): string | undefined {
  const kept = answers.get(object)?.[index]
  return kept === undefined ? undefined : holderOf(kept)
}
