import { factsOf, judge } from './judgement/judge.ts'
import type { Cell, Site } from './sites.ts'
import type { Stage } from './stage.ts'
import { type StoryOptions, tell } from './story.ts'

/** Stories in which different sites are reached. */
export const VARIANTS = {
  plain: {},
  /** The faults meet a log that was never signed. */
  young: { isYoung: true },
  /** So much is lost at once that it is told as one message. */
  storm: { losses: 12 },
  /** No confirmation makes good what was compared with the wrong state. */
  hasty: { isHasty: true },
} as const satisfies { readonly [name: string]: StoryOptions }

export type Variant = keyof typeof VARIANTS

const NOT_PLAIN: { readonly [site in Site]?: Variant } = { 'key put': 'young', 'lane extend': 'storm' }

/** The story in which all of these sites are reached; undefined where there is none. */
export function variantFor(cells: readonly Cell[]): Variant | undefined {
  const needed = [...new Set(cells.flatMap(({ site }) => NOT_PLAIN[site] ?? []))]
  return needed.length > 1 ? undefined : (needed[0] ?? 'plain')
}

const references = new Map<Variant, Promise<readonly string[]>>()

/** Tells the story with these faults; what is wrong at its end is compared with the same story without any. */
export async function tellAndJudge(
  plan: readonly Cell[],
  variant: Variant,
): Promise<{ readonly stage: Stage; readonly problems: readonly string[] }> {
  const reference =
    references.get(variant) ?? tell([], VARIANTS[variant]).then(({ stores }) => factsOf(stores))
  references.set(variant, reference)
  const stage = await tell(plan, VARIANTS[variant])
  const losses = variant === 'storm' ? VARIANTS.storm.losses : 1
  return { stage, problems: await judge(stage, await reference, losses) }
}
