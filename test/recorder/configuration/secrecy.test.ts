import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfiguration } from '../../../lambdas/recorder/configuration/parse-configuration.ts'

const CANARY = 'c4n4ry'
const KEYS = [
  'apiKey',
  'token',
  'clientCredentials',
  'secret',
  'env',
  'tokenUrl',
  'clientId',
  'clientSecret',
  'scope',
]

/** Anything that somebody may write under `auth` by mistake, the canary in every text and in every unknown key. */
const { value: underAuth } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(
      CANARY,
      `${CANARY}\n`,
      `apikey:${CANARY}`,
      `https://u:${CANARY}@h/?${CANARY}#${CANARY}`,
      `http://${CANARY}.example/`,
      `1${CANARY}-`,
      '',
      null,
      true,
      7,
    ),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom(...KEYS), fc.constantFrom(CANARY, `${CANARY}"\n`, '__proto__')),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}))

describe('no message repeats what stands under auth', () => {
  it('whatever its type, its keys and the rest of the source', () => {
    let refused = 0
    fc.assert(
      fc.property(underAuth, fc.boolean(), (auth, otherwiseFine) => {
        const source = { name: 'prod', url: 'https://h.example', pipelines: ['a'], auth }
        const text = JSON.stringify({
          sources: otherwiseFine ? [source] : [{ ...source, name: '' }, { auth }, { ...source, more: 1 }],
          ...(otherwiseFine ? {} : { stores: [{ match: 'x/y', credentials: auth }] }),
        })
        const parsed = parseConfiguration(text)
        if (parsed.kind === 'valid') return
        refused += 1
        expect(JSON.stringify(parsed.problems)).not.toContain(CANARY)
      }),
      { numRuns: 3_000, seed: 2 },
    )
    expect(refused).toBeGreaterThan(2_000)
  })

  it('where the JSON around it is broken', () => {
    const secret = { name: CANARY, apiKey: { secret: CANARY, [CANARY]: `apikey:${CANARY}` } }
    const whole = JSON.stringify({ sources: [{ name: 'prod', auth: secret }] })
    const damage = fc.constantFrom(
      '',
      '"',
      '\\',
      ',',
      '}',
      ']',
      ':',
      '\n',
      '\u0000',
      CANARY,
      `"${CANARY}`,
      '1',
      '%',
      '\uFEFF',
    )
    let broken = 0
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(3), damage, (at, cut, extra) => {
        const parsed = parseConfiguration(whole.slice(0, at) + extra + whole.slice(at + cut))
        expect(parsed.kind).toBe('invalid')
        if (parsed.kind === 'valid' || parsed.problems[0]?.message.startsWith('is not JSON') !== true) return
        broken += 1
        expect(parsed.problems).toHaveLength(1)
        expect(JSON.stringify(parsed.problems)).not.toContain(CANARY)
      }),
      { numRuns: 2_000, seed: 2 },
    )
    expect(broken).toBeGreaterThan(1_000)
  })
})
