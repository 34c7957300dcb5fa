/** A strict reader of the Prometheus text exposition format 0.0.4, written from its description; it knows nothing of our writer. */

export interface Read {
  readonly type: string
  readonly help: string
  readonly samples: readonly { readonly labels: ReadonlyMap<string, string>; readonly value: number }[]
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*/
const VALUE = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|NaN|[+-]Inf)$/
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped']

/** The families by name. Throws at the first line that the format does not allow. */
export function readExposition(text: string): ReadonlyMap<string, Read> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const families = new Map<string, { type: string; help: string; samples: Read['samples'][number][] }>()
  const seen = new Set<string>()
  let current = ''
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) ([^ ]+) (.*)$/s.exec(line)
    if (comment !== null) {
      const [, word, name = '', rest = ''] = comment
      if (NAME.exec(name)?.[0] !== name) throw new Error(`no name: ${line}`)
      if (word === 'HELP') {
        if (families.has(name)) throw new Error(`a family twice, or not in one piece: ${name}`)
        unescaped(rest, 'n\\')
        families.set(name, { type: '', help: rest, samples: [] })
      } else {
        const family = families.get(name)
        if (family === undefined || name !== current || family.type !== '' || !TYPES.includes(rest))
          throw new Error(`a type in the wrong place: ${line}`)
        family.type = rest
      }
      current = name
      continue
    }
    const { name, labels, value } = sampleIn(line)
    const family = families.get(name)
    if (name !== current || family === undefined || family.type === '')
      throw new Error(`a sample outside of its family: ${line}`)
    const key = JSON.stringify([name, [...labels].toSorted(([a], [b]) => (a < b ? -1 : 1))])
    if (seen.has(key)) throw new Error(`a sample twice: ${line}`)
    seen.add(key)
    family.samples.push({ labels, value })
  }
  return families
}

function sampleIn(line: string) {
  const name = NAME.exec(line)?.[0]
  if (name === undefined) throw new Error(`no sample: ${line}`)
  let rest = line.slice(name.length)
  const labels = new Map<string, string>()
  if (rest.startsWith('{')) {
    rest = rest.slice(1)
    while (!rest.startsWith('}')) {
      const label = LABEL.exec(rest)?.[0]
      if (label === undefined || label.startsWith('__') || labels.has(label))
        throw new Error(`no label: ${line}`)
      rest = rest.slice(label.length)
      const quoted = /^="((?:[^"\\\n]|\\["\\n])*)"/.exec(rest)
      if (quoted === null) throw new Error(`no value of a label: ${line}`)
      labels.set(label, unescaped(quoted[1] ?? '', 'n\\"'))
      rest = rest.slice(quoted[0].length)
      if (rest.startsWith(',')) rest = rest.slice(1)
      else if (!rest.startsWith('}')) throw new Error(`no end of labels: ${line}`)
    }
    rest = rest.slice(1)
  }
  if (!rest.startsWith(' ') || !VALUE.test(rest.slice(1))) throw new Error(`no value: ${line}`)
  return { name, labels, value: Number(rest.slice(1)) }
}

function unescaped(text: string, allowed: string): string {
  return text.replaceAll(/\\(.?)/gs, (_, escape: string) => {
    if (escape === '' || !allowed.includes(escape)) throw new Error(`no escape: ${text}`)
    return escape === 'n' ? '\n' : escape
  })
}
