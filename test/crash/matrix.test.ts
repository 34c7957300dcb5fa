import { describe, expect, it } from 'vitest'
import { CELLS, nameOf, SITES } from './sites.ts'
import { tellAndJudge, variantFor } from './variants.ts'

describe('a story without faults', () => {
  it.each(['plain', 'young', 'storm', 'hasty'] as const)('%s: is right', async (variant) => {
    expect((await tellAndJudge([], variant)).problems).toEqual([])
  })

  it('comes to every site that a fault is planned for', async () => {
    const stages = await Promise.all(
      (['plain', 'young', 'storm'] as const).map((variant) => tellAndJudge([], variant)),
    )
    const called = new Set(stages.flatMap(({ stage }) => [...stage.trouble.called]))
    expect(Object.keys(SITES).filter((site) => !called.has(site as keyof typeof SITES))).toEqual([])
  })

  it('announces what was lost and what was altered once each', async () => {
    const { stage } = await tellAndJudge([], 'plain')
    expect(stage.stores.messages.map(({ Subject }) => Subject)).toEqual([
      '[critical] prod/changing: fingerprint changed',
      '[critical] prod/losing: checkpoint missing',
      '[info] prod/former: hold placed',
    ])
  })
})

describe('one fault leaves nothing lost and nothing twice', () => {
  it.each(CELLS.map((cell) => [nameOf([cell]), cell] as const))('%s', async (_name, cell) => {
    const { stage, problems } = await tellAndJudge([cell], variantFor([cell]) ?? 'plain')
    expect(problems).toEqual([])
    expect(stage.trouble.isSpent()).toBe(true)
  })
})

describe('a recorder that is late, where no confirmation makes good what it did', () => {
  const late = CELLS.filter(({ fault }) => fault === 'behind another')

  it.each(late.map((cell) => [cell.site, cell] as const))('%s', async (_name, cell) => {
    expect((await tellAndJudge([cell], 'hasty')).problems).toEqual([])
  })

  it.each(['rotating', 'losing', 'changing'] as const)(
    'the head of %s, which could not be read, is read again before the question and not behind it',
    async (name) => {
      const site = `head of ${name}` as const
      const plan = [
        { site, fault: 'throttled' },
        { site, fault: 'behind another' },
      ] as const
      const { stage, problems } = await tellAndJudge(plan, 'hasty')
      expect(problems).toEqual([])
      expect(stage.trouble.isSpent()).toBe(true)
    },
  )
})

describe('silence is no removal, where nothing would make good what it was taken for', () => {
  const asks = CELLS.filter(({ site, fault }) => SITES[site] === 'ask' && fault !== 'behind another')

  it.each(asks.map((cell) => [nameOf([cell]), cell] as const))('%s', async (_name, cell) => {
    expect((await tellAndJudge([cell], 'hasty')).problems).toEqual([])
  })
})
