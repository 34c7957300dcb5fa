import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readKeysArguments } from '../../infra/local/cli/keys-arguments.ts'
import { readArguments } from '../../infra/local/cli/ledger-arguments.ts'
import { parseStartFlags } from '../../infra/local/start-flags.ts'
import { parseConfiguration } from '../../lambdas/recorder/configuration/parse-configuration.ts'
import { fencedLines, fences, PAGES, page } from './pages.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** The words of a command as a shell would have them; enough for what stands on our pages. */
function words(line: string): readonly string[] {
  return [...line.replace(/\s#.*$/, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  )
}

/** The commands of all fenced blocks and their page, without the parts of a line that stand for more. */
const commands = [...PAGES].flatMap(([path, text]) =>
  fencedLines(text)
    .map((line) => line.trim())
    .filter((line) => line.startsWith('npm ') && !line.includes('[') && !line.includes(' … '))
    .map((line): [string, string] => [path, line]),
)

describe('what the pages show', () => {
  it('has commands that the command line takes', () => {
    const ledger = commands.filter(([, line]) => line.startsWith('npm run ledger -- '))
    expect(ledger.length).toBeGreaterThan(30)
    for (const [path, line] of ledger) {
      const [, , , , ...args] = words(line.replace('revoke ID', 'revoke AAAAAAAAAAAA'))
      if (args[0] === 'witness') continue
      const read = (): unknown =>
        args[0] === 'keys' ? readKeysArguments(args.slice(1)) : readArguments(args)
      expect(read, `${path}: ${line}`).not.toThrow()
    }
  })

  it('has flags of npm start that it takes', () => {
    const starts = commands.filter(([, line]) => line.startsWith('npm start -- --') && !line.includes('$('))
    expect(starts.length).toBeGreaterThan(3)
    for (const [path, line] of starts) {
      const [, , , ...args] = words(line)
      expect([path, line, parseStartFlags(args).kind]).toEqual([path, line, 'parsed'])
    }
  })

  it.each(['README.md', 'docs/configuration.md'])('has a configuration that is valid: %s', (path) => {
    const [example] = fences(page(path)).filter(({ language }) => language === 'json')
    expect(parseConfiguration(example?.body ?? '')).toMatchObject({ kind: 'valid' })
  })

  it('has scripts that there are, and leaves out none', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    const all = [...PAGES]
      .filter(([path]) => !['docs/decisions.md', 'docs/figures.md'].includes(path))
      .map(([, text]) => text)
    const told = new Set(
      all.flatMap((text) => [...text.matchAll(/\bnpm run ([a-z:]+)/g)].map(([, name = '']) => name)),
    )
    const others = ['start', 'test']
    expect([...told].toSorted()).toEqual(
      Object.keys(scripts)
        .filter((name) => !others.includes(name))
        .toSorted(),
    )
  })

  it('has a README that can be read at one sitting', () => {
    expect(page('README.md').split(/\s+/).length).toBeLessThan(4_000)
  })
})
