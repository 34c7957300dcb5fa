import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { names, PAGES } from './pages.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}

const anchors = new Map(
  [...PAGES].map(([path, text]) => [
    path,
    [...text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      anchorOf(heading),
    ),
  ]),
)

describe('a link on a page', () => {
  it.each([...PAGES])('leads somewhere: %s', (path, text) => {
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^https?:/.test(target))
      .filter((target) => !leads(path, target))
    expect(broken).toEqual([])
  })

  it.each([...PAGES])('has its like in the name of a file of ours, which is there: %s', (_, text) => {
    const files = names(text).filter((name) =>
      /^(lambdas|infra|test|bench|docs|\.github)\/[\w./-]*\w$/.test(name),
    )
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
  })

  it('names, in commands that try tests, tests that there are', () => {
    const named = [...(PAGES.get('docs/figures.md') ?? '').matchAll(/--(?:tests|under) (\S+?)(?=[ `])/g)].map(
      ([, begin = '']) => begin,
    )
    expect(named.length).toBeGreaterThan(20)
    const files = ['lambdas', 'test'].flatMap((room) =>
      readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((file) => `${room}/${file}`),
    )
    expect(named.filter((begin) => !files.some((file) => file.startsWith(begin)))).toEqual([])
  })

  it('leads from the README to every other page', () => {
    const linked = [...(PAGES.get('README.md') ?? '').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, to]) => to)
    const others = [...PAGES.keys()].filter((path) => path !== 'README.md' && !path.startsWith('test/'))
    expect(others.filter((path) => !linked.includes(path))).toEqual([])
  })

  it('never meets two headings of one name on a page', () => {
    const twice = [...anchors].flatMap(([path, all]) =>
      all.filter((one, i) => all.indexOf(one) !== i).map((one) => `${path}#${one}`),
    )
    expect(twice).toEqual([])
  })
})

function leads(from: string, target: string): boolean {
  const [file = '', anchor] = target.split('#')
  const to = file === '' ? from : normalize(join(dirname(from), file))
  if (!existsSync(join(ROOT, to))) return false
  return anchor === undefined || anchors.get(to)?.includes(anchor) === true
}
