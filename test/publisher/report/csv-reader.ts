/** A reader of RFC 4180 that shares nothing with our writer: character by character, and strict. */
export function parsedCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  let i = 0
  while (i < text.length) {
    let field = ''
    if (text[i] === '"') {
      for (i += 1; ; i += 1) {
        if (i >= text.length) throw new Error('a quote is never closed')
        if (text[i] !== '"') field += text[i]
        else if (text[i + 1] === '"') {
          field += '"'
          i += 1
        } else break
      }
      i += 1
    } else {
      for (; i < text.length && text[i] !== ',' && text[i] !== '\r'; i += 1) {
        if (text[i] === '"' || text[i] === '\n') throw new Error(`${text[i]} stands bare at ${i}`)
        field += text[i]
      }
    }
    row.push(field)
    if (text[i] === ',') {
      i += 1
      if (text.startsWith('\r\n', i)) row.push('')
      else continue
    }
    if (!text.startsWith('\r\n', i)) throw new Error(`no CRLF at ${i}`)
    i += 2
    rows.push(row)
    row = []
  }
  return rows
}
