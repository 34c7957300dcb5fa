/** What a program reads from the page: the exact values of its figures, by name. */
export function figuresIn(html: string): {
  readonly totals: ReadonlyMap<string, string>
  readonly pipelines: readonly ReadonlyMap<string, string>[]
} {
  const [head = '', ...sections] = html.split('<section class="pipeline">')
  return {
    totals: valuesIn(head),
    pipelines: sections.map((text) => valuesIn(text.split('</section>')[0] ?? '')),
  }
}

function valuesIn(markup: string): ReadonlyMap<string, string> {
  const found = markup.matchAll(/<data data-figure="([a-z_]+)" value="([^"]*)">/g)
  return new Map([...found].map(([, name = '', value = '']) => [name, unescaped(value)]))
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
