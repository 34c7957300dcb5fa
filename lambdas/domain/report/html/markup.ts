/** Text that is markup already; everything else is escaped where it is put in. */
export interface Markup {
  readonly markup: string
}

type Part = Markup | string | number | null | readonly Part[]

/** Puts values into markup: texts come from outside, and are shown as text. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return {
    markup: fixed.map((text, i) => `${text}${i < parts.length ? shown(parts[i] ?? null) : ''}`).join(''),
  }
}

function shown(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return isMarkup(part) ? part.markup : part.map(shown).join('')
}

function isMarkup(part: Markup | readonly Part[]): part is Markup {
  return 'markup' in part
}

// Characters that turn the direction of what follows, or are not seen at all, could make a name look like another.
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(UNSEEN, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

// So few rows are not parted by the end of a page.
const KEPT_TOGETHER = 8

/** The head of a column; of numbers, which stand to the right. */
export type ColumnHead = string | { readonly number: string }

export function headCells(heads: readonly ColumnHead[]): readonly Markup[] {
  return heads.map((head) =>
    typeof head === 'string'
      ? html`<th scope="col">${head}</th>`
      : html`<th scope="col" class="n">${head.number}</th>`,
  )
}

/** A table with a caption and heads; nothing where it has no rows. */
export function table(
  caption: string,
  heads: readonly ColumnHead[],
  rows: readonly (readonly Markup[])[],
): Markup {
  if (rows.length === 0) return html``
  const mark = rows.length <= KEPT_TOGETHER ? html` class="short"` : html``
  return html`<table${mark}><caption>${caption}</caption><thead><tr>${headCells(heads)}</tr></thead><tbody>
${rows.map(
  (cells) => html`<tr>${cells}</tr>
`,
)}</tbody></table>
`
}
