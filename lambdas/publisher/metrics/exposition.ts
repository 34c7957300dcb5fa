/** One metric family of the Prometheus text exposition format 0.0.4: gauges only, since nothing here counts for a process. */
export interface Family {
  readonly name: string
  /** One line, for people. */
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly labels: Labels
  readonly value: number
}

export type Labels = { readonly [name: string]: string }

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** The families in their order, each with all its samples; a family without samples says at least that it exists. */
export function exposition(families: readonly Family[]): string {
  // Families share the labels of what they are about: 10,000 pipelines are written once, not seven times.
  const texts = new Map<Labels, string>()
  const textOf = (labels: Labels): string => {
    const text = texts.get(labels) ?? labelsText(labels)
    texts.set(labels, text)
    return text
  }
  return families.map((family) => familyText(family, textOf)).join('')
}

function familyText({ name, help, samples }: Family, textOf: (labels: Labels) => string): string {
  const lines = samples.map(({ labels, value }) => `${name}${textOf(labels)} ${value}\n`)
  return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} gauge\n${lines.join('')}`
}

/** `{name="value",…}`, or nothing where there are none. */
function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`,
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

/** Backslash and newline, as help and label values want them. UTF-8 has no place for a lone surrogate. */
function escaped(text: string): string {
  return text.toWellFormed().replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
