import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { asksForHelp, readOptions } from '../../infra/local/read-options.ts'

const OPTIONS = {
  until: { type: 'string' },
  json: { type: 'boolean', default: false },
  seen: { type: 'string', multiple: true },
} as const

describe('options', () => {
  it('are read with the words between them', () => {
    const { values, positionals } = readOptions(['maintain', '--until', '4h', 'prod/*'], OPTIONS, true)
    expect(values).toEqual({ until: '4h', json: false })
    expect(positionals).toEqual(['maintain', 'prod/*'])
  })

  it.each([
    [
      ['--until', '4h', '--until', '4d'],
      ['--until=4h', '--seen', 'a', '--until=5h'],
    ],
  ])('that mean one value are refused when they have two', (...lines) => {
    for (const line of lines) expect(() => readOptions(line, OPTIONS)).toThrow('given more than once')
  })

  it('that say the same twice say it once', () => {
    const line = ['--json', '--until', '4h', '--json', '--until=4h']
    expect(readOptions(line, OPTIONS).values).toMatchObject({ until: '4h', json: true })
  })

  it('that may be repeated are all had, and a value that looks like a name is a value', () => {
    expect(readOptions(['--seen', 'a', '--seen', 'b', '--until', 'json'], OPTIONS).values).toMatchObject({
      seen: ['a', 'b'],
      until: 'json',
    })
  })

  it('that are unknown are refused, and so are words where none is expected', () => {
    expect(() => readOptions(['--untill', '4h'], OPTIONS)).toThrow('--untill')
    expect(() => readOptions(['4h'], OPTIONS)).toThrow('4h')
  })
})

describe('help', () => {
  it.each([[['--help']], [['-h']], [['help']], [['history', '--help']]])('is asked for by %j', (args) => {
    expect(asksForHelp(args)).toBe(true)
  })

  it('is not asked for by a word further on', () => {
    expect(asksForHelp(['hold', 'help', 'u', '--reason', 'help'])).toBe(false)
  })

  it.each(['start', 'ledger'])(
    'of %s is an answer and no mistake: it goes to stdout and ends with 0',
    (command) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [
        'infra/local/launch.mjs',
        command,
        '--help',
      ])
      expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' })
      expect(stdout.toString()).toMatch(/^usage: npm /)
    },
  )
})
