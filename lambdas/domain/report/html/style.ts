/** For paper first: black on white, tables whose heads repeat, page numbers in the margin. Nothing is fetched. */
export const STYLE = `
@page { size: A4; margin: 17mm 15mm 18mm; @bottom-left { content: "Checkpoint Ledger · Retention report"; font: 7.5pt "Helvetica Neue", Helvetica, Arial, sans-serif; color: #666; } @bottom-right { content: counter(page) " / " counter(pages); font: 7.5pt "Helvetica Neue", Helvetica, Arial, sans-serif; color: #666; } }
@page :first { @bottom-left { content: ""; } }
* { box-sizing: border-box; }
html { color: #16191d; background: #fff; font: 9.5pt/1.42 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0 auto; max-width: 190mm; }
h1 { font-size: 25pt; line-height: 1.1; margin: 0 0 2mm; letter-spacing: -.01em; }
h2 { font-size: 14pt; margin: 9mm 0 3mm; padding-bottom: 1.2mm; border-bottom: 1.2pt solid #16191d; break-after: avoid; }
h3 { font-size: 11pt; margin: 0 0 1.5mm; break-after: avoid; overflow-wrap: anywhere; }
p { margin: 0 0 2mm; max-width: 165mm; }
ul, ol { margin: 0 0 2mm; padding-left: 5mm; max-width: 170mm; }
li { margin-bottom: 1mm; }
code, .mono { font: 8pt/1.4 "DejaVu Sans Mono", "Liberation Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { font: 8pt/1.5 "DejaVu Sans Mono", "Liberation Mono", Menlo, Consolas, monospace; background: #f4f5f7; padding: 2.5mm 3mm; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 2mm; }
.none { color: #8a9099; }
.eyebrow { text-transform: uppercase; letter-spacing: .09em; font-size: 8pt; color: #5a616b; margin: 0 0 4mm; }
.lead { font-size: 12.5pt; margin-bottom: 5mm; }
.badge { display: inline-block; padding: .4mm 2.2mm; border: .8pt solid currentColor; border-radius: 1mm; font-size: 8pt; font-weight: 600; letter-spacing: .04em; text-transform: uppercase; vertical-align: middle; white-space: nowrap; }
.good { color: #14603a; } .bad { color: #a11616; } .warn { color: #8a5200; }
.cover { border-top: 3pt solid #16191d; padding-top: 6mm; }
dl.facts { display: grid; grid-template-columns: 38mm 1fr; gap: 1.3mm 4mm; margin: 0 0 4mm; }
dl.facts dt { color: #5a616b; } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
.tiles { padding-right: .4mm; display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 2.4mm; margin: 0 0 4mm; }
.tile { border: .6pt solid #c9ced6; border-radius: 1mm; padding: 2.2mm 2.8mm; break-inside: avoid; }
.tile b { display: block; font-size: 15pt; line-height: 1.15; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tile.long b { font-size: 7.6pt; line-height: 2.2; overflow-wrap: normal; letter-spacing: -.01em; }
.tile.bad { border-color: #a11616; border-width: 1pt; } .tile.warn { border-color: #b97400; border-width: 1pt; }
.tile span.of { color: #5a616b; font-size: 8pt; }
.tile.bad span.of, .tile.warn span.of { color: inherit; }
table { width: 100%; border-collapse: collapse; margin: 0 0 4mm; font-size: 8.3pt; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0 0 1.2mm; font-size: 8.8pt; break-after: avoid; }
table.short { break-inside: avoid; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { text-align: left; font-weight: 600; vertical-align: bottom; color: #3b424b; border-bottom: .9pt solid #16191d; padding: .9mm 1.6mm .9mm 0; }
td:last-child, th:last-child { padding-right: .4mm; }
td, tbody th { vertical-align: top; border-bottom: .4pt solid #d5d9df; padding: .9mm 1.6mm .9mm 0; overflow-wrap: anywhere; font-weight: 400; color: inherit; }
.n { text-align: right; } td.n { white-space: nowrap; overflow-wrap: normal; }
time { white-space: nowrap; }
.pipeline { border-top: .9pt solid #16191d; padding-top: 2.5mm; margin: 0 0 6mm; }
.pipeline > header { break-inside: avoid; break-after: avoid; }
.grid { display: grid; grid-template-columns: 1.12fr 1.06fr 1fr; gap: 0 5mm; margin: 0 0 3mm; font-size: 8.3pt; break-inside: avoid; }
.grid dl { margin: 0; }
.grid dl div { display: flex; justify-content: space-between; gap: 2mm; border-bottom: .4pt solid #e1e4e9; padding: .55mm 0; }
.grid dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; letter-spacing: -.01em; }
.grid dt { color: #4a515b; }
.grid div.head { border-bottom-color: #16191d; margin-top: 1mm; }
.grid div.head dt { color: #16191d; font-weight: 600; }
dl.chain { display: grid; grid-template-columns: 31mm 1fr; gap: .4mm 3mm; margin: 0 0 3mm; font-size: 8pt; break-inside: avoid; }
dl.chain dt { color: #4a515b; } dl.chain dd { margin: 0; overflow-wrap: anywhere; }
.findings li::marker { color: #a11616; }
.sign { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8mm; margin-top: 9mm; }
.sign div { border-top: .6pt solid #16191d; padding-top: 1mm; color: #5a616b; font-size: 8pt; }
.page { break-before: page; }
@page :first { margin-top: 32mm; }
@media screen { html { background: #eceef1; } body { background: #fff; padding: 15mm; max-width: 210mm; margin: 8mm auto; box-shadow: 0 1mm 4mm #0002; } }
@media screen and (max-width: 700px) { body { padding: 5mm; margin: 0; } .tiles { grid-template-columns: repeat(2, 1fr); } .grid { grid-template-columns: 1fr; } table { display: block; overflow-x: auto; } }
`
