import { describe, expect, it } from 'vitest'
import { answer, type Case, caseOf } from './answers.ts'
import { HEAVY } from './heavy.ts'
import { readJson } from './json-reader.ts'
import { NO_TEXTS, NO_UTF8, TEXTS } from './json-texts/texts.ts'
import { NO_VALUES, REPEATED, VALUES } from './json-texts/values.ts'
import { judge, PARSERS } from './judge.ts'
import { STRICT } from './oracle.ts'
import { everywhere, VALID } from './places.ts'
import { manyCases } from './tally.ts'

// `npm run fuzz` goes on from here.
const CASES = 25_000

/** What is wrong about the cases: none is expected. */
function problemsIn(cases: Iterable<Case>): readonly string[] {
  const problems: string[] = []
  for (const one of cases) {
    const { problem } = judge(PARSERS, one)
    const body = one.answer.kind === 'answered' ? Buffer.from(one.answer.body).toString('latin1') : ''
    if (problem !== undefined)
      problems.push(`${one.question}, ${one.category}: ${problem}\n${body.slice(0, 300)}`)
  }
  return problems
}

function withBody(one: Case, change: (body: Buffer) => Buffer): Case {
  if (one.answer.kind !== 'answered') return one
  return { ...one, answer: { ...one.answer, body: change(Buffer.from(one.answer.body)) } }
}

const lengthOf = ({ answer }: Case): number => (answer.kind === 'answered' ? answer.body.length : 0)

describe('the oracle', () => {
  const reads = (text: string | Uint8Array, strictness = STRICT): boolean =>
    readJson(Buffer.from(text), strictness) !== undefined

  it('reads what RFC 8259 allows, and nothing else', () => {
    const inLists = (values: readonly string[]): readonly string[] =>
      values.flatMap((value) => [value, `[${value}]`])
    expect([...inLists(VALUES), ...TEXTS].filter((text) => !reads(text))).toEqual([])
    expect([...inLists(NO_VALUES), ...NO_TEXTS, ...NO_UTF8].filter((text) => reads(text))).toEqual([])
  })

  it('reads an object that says a name twice only where that is allowed', () => {
    expect(REPEATED.filter((text) => reads(text))).toEqual([])
    expect(REPEATED.filter((text) => !reads(text, { ...STRICT, mayRepeatNames: true }))).toEqual([])
  })

  it('and the parsers take the valid answers that all others are made of', () => {
    for (const one of VALID)
      expect(judge(PARSERS, one)).toMatchObject({ problem: undefined, outcome: 'taken' })
  })
})

describe('the border', () => {
  it('reads the texts of the suites rightly, bare and in place of every value', () => {
    const texts = [...VALUES, ...REPEATED, ...NO_VALUES, ...TEXTS, ...NO_TEXTS, ...NO_UTF8]
    expect(problemsIn(texts.flatMap(everywhere))).toEqual([])
  })

  it('takes no answer that is cut short, wherever', () => {
    for (const one of VALID) {
      for (let end = 0; end < lengthOf(one); end += 1) {
        const { problem, outcome } = judge(
          PARSERS,
          withBody(one, (body) => body.subarray(0, end)),
        )
        expect({ end, problem, outcome }).toEqual({ end, problem: undefined, outcome: 'malformed' })
      }
    }
  })

  it('sees every bit that is turned as the oracle does', () => {
    const turned = VALID.flatMap((one) =>
      Array.from({ length: 8 * lengthOf(one) }, (_, bit) =>
        withBody(one, (body) => {
          body[bit >> 3] = (body[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          return body
        }),
      ),
    )
    expect(problemsIn(turned)).toEqual([])
  })

  it(`says of ${CASES} answers what the oracle says`, () => {
    const { problems, slowest, outcomes } = manyCases(PARSERS, 0, CASES)
    expect(problems).toEqual([])
    // Were they all refused, agreement would be worth little.
    expect(outcomes.get('taken')).toBeGreaterThan(CASES / 4)
    expect(slowest.ms).toBeLessThan(500)
  })

  it('makes the same case of the same number', () => {
    expect(caseOf(4_711)).toEqual(caseOf(4_711))
  })
})

describe('8 MiB', () => {
  // Measured: below 100 ms each; up to 500,000 values are 1 s on a machine that does other things as well.
  const LONGEST_MS = 6_000

  it.each(Object.keys(HEAVY))('of %s are read or refused in good time', (name) => {
    const body = Buffer.from(HEAVY[name]?.() ?? '')
    for (const question of ['checkpoints', 'pipelines', 'events'] as const) {
      const begun = performance.now()
      const said = PARSERS[question](answer(body))
      expect(performance.now() - begun).toBeLessThan(LONGEST_MS)
      expect(said).toHaveProperty('kind')
    }
  })
})
