import { html, type Markup, table } from './markup.ts'
import { td } from './values.ts'

/** What an auditor must be told in words. Modest on purpose: a report is evidence for a control, it does not meet one. */

const CONTROLS: readonly (readonly [string, string, string])[] = [
  [
    'SOC 2 (Trust Services Criteria) A1.2',
    'Environmental protections, software, data backup processes and recovery infrastructure are in operation and monitored',
    'Pipelines: recorded, listed, longest gap, within objective, drills. Evidence that checkpoints were made and watched; Feldera’s storage, and copies elsewhere, are outside of it.',
  ],
  [
    'SOC 2 CC7.2',
    'System components are monitored for anomalies that indicate malicious acts, natural disasters and errors',
    'Runs, coverage, alerts with their times to acknowledge and to resolve, fingerprint and metadata changes.',
  ],
  [
    'ISO/IEC 27001:2022 A.8.13',
    'Backup copies are maintained and regularly tested in accordance with an agreed policy',
    'Policy in force and since when, configurations by hash, retired, missing and cleared, drills. Checkpoints are not backups by themselves: the drills show what was restored.',
  ],
  [
    'NIST SP 800-53 Rev. 5 CP-9',
    'System backup at a defined frequency; its confidentiality, integrity and availability are protected',
    'Longest gap and share within the objective (frequency); fingerprint changes and chain of hashes (integrity of what the catalog says, not of the data behind it).',
  ],
  [
    'NIST SP 800-53 Rev. 5 AU-9',
    'Audit information is protected from unauthorized modification and deletion',
    'Ledger ranges with hashes, signed log, locked archive; see “How to verify”.',
  ],
  [
    'NIST SP 800-53 Rev. 5 AU-10',
    'Non-repudiation of defined actions',
    'Acknowledgements, holds, approvals, drills and sign-offs bear the name that the system knew the person by. How strong that is depends on how people sign in.',
  ],
  [
    'NIST SP 800-53 Rev. 5 AU-11',
    'Audit records are retained for a defined period',
    'Policy (lockFor), log origin, size and root, first and last entry of each ledger.',
  ],
  [
    'Regulation (EU) 2022/2554 (DORA) Article 12',
    'Backup policies and procedures, restoration and recovery procedures and methods, and their periodic testing',
    'Policy in force, checkpoints recorded and lost, drills with outcome and duration, exceptions with reasons. Completeness of backups, segregation and recovery objectives are shown elsewhere.',
  ],
]

export function controlsSheet(): Markup {
  return html`<section><h2>Where this report may serve as evidence</h2>
<p>A section listed here can support the control beside it. It does not by itself meet the control, and nobody has certified it.</p>
${table(
  'Controls and the sections that speak of them',
  ['Control', 'What it asks for, in short', 'Sections, and how far they go'],
  CONTROLS.map(([control, asks, sections]) => [
    html`<th scope="row">${control}</th>`,
    td(asks),
    td(sections),
  ]),
)}</section>
`
}

export function notProven(): Markup {
  return html`<section><h2>What this report does not prove</h2><ul>
<li><b>That a checkpoint can be restored from.</b> What is listed is listed. Only a drill shows a restore, and only of the checkpoint that it names.</li>
<li><b>That the data is intact.</b> Sizes and fingerprints are those of a checkpoint’s own metadata as Feldera states them, without the batches that hold the data.</li>
<li><b>That the source told the truth.</b> A source that says the same untruth in every answer is believed. The raw answers are kept as evidence.</li>
<li><b>That nothing came and went unseen.</b> Coverage says for how much of the time that is ruled out. Where a loss was followed by newer checkpoints between two looks, and no feed told of it, it looks like rotation.</li>
<li><b>Anything of a time in which no run was made,</b> or of a pipeline that could not be seen, or of pipelines that no configuration names.</li>
<li><b>That people are who they say they are.</b> Names of actors are those that the system knew.</li>
<li><b>That a pipeline was running</b> while it made no checkpoint: the share within the objective counts time in which it was stopped as well.</li>
<li><b>By itself, that this page was not altered.</b> Its figures can be recomputed from the ledgers; the SHA-256 on its first page is that of the canonical JSON, and a sign-off puts it into the log.</li>
</ul></section>
`
}

/** `period`: as the command line takes it. */
export function howToVerify(period: string, sha256: string): Markup {
  return html`<section><h2>How to verify</h2><ol>
<li>Recompute the report from the ledgers. Its canonical JSON (RFC 8785) without <code>generated_at</code> and <code>log</code> must have the SHA-256 below, whenever it is made after it has settled.</li>
<li>Verify the ledgers against the log, with the log’s public key and a signed checkpoint that you kept yourself: everything is recomputed, from the raw answers up.</li>
<li>Compare the first and last entry of each ledger, by number and hash, with those in this report.</li>
</ol><pre>npm run ledger -- report ${period} --format json --out report.json
node -e 'const {generated_at,log,...r}=JSON.parse(require("fs").readFileSync("report.json","utf8"));
  const c=v=>Array.isArray(v)?"["+v.map(c)+"]":v&amp;&amp;typeof v=="object"?"{"+Object.keys(v).sort().map(k=>JSON.stringify(k)+":"+c(v[k]))+"}":JSON.stringify(v);
  console.log(require("crypto").createHash("sha256").update(c(r)).digest("hex"))'
# must print ${sha256}
npm run ledger -- verify --seen KEPT-CHECKPOINT --public-key log.vkey</pre></section>
`
}

export function howItIsCounted(): Markup {
  return html`<section class="page"><h2>How the figures are made</h2><dl class="facts">
<dt>Period</dt><dd>From its beginning up to, and without, its end. Everything is as known at the end: entries that bear that time or a later one are left out, so the report does not change once it has settled.</dd>
<dt>Recorded, retired, missing, cleared</dt><dd>Events in the period. Retired: gone while as many newer ones were listed as the policy promises. Missing: gone otherwise, confirmed. Cleared: ended with its storage or pipeline, as the source said.</dd>
<dt>Listed</dt><dd>Checkpoints that were listed at the end. Oldest and newest are of these.</dd>
<dt>Bytes</dt><dd>Exact sums of the sizes that Feldera states; checkpoints without a size are counted apart.</dd>
<dt>Longest gap</dt><dd>Between two consecutive checkpoints, by the times in their UUIDs (version 7, the host’s clock). The first gap begins with the last checkpoint before the period.</dd>
<dt>Within objective</dt><dd>Share of the observed time in which the newest checkpoint was younger than <code>staleAfter</code> of the policy at the end, rounded down.</dd>
<dt>Observed</dt><dd>From the first complete answer, at the earliest the beginning of the period, to the last run that saw the pipeline.</dd>
<dt>Coverage</dt><dd>Share of the observed time in which no checkpoint can have come and gone unseen: neighbouring observations share one, or the pipeline’s own feed joins them. Rounded down: 100.0 % is all of it.</dd>
<dt>Unobservable</dt><dd>Time in which runs could not see the pipeline, without the time in which its source said that it is stopped. The longest time unobserved counts that as well.</dd>
<dt>Runs expected, failed, missed</dt><dd>By the schedule that the record shows, the median of the time between two runs. A run that left no entry is missed, whether it failed or never began; one that left an entry and looked at no pipeline, though there were some, is done, and failed.</dd>
<dt>Alerts</dt><dd>Raised in the period; times run from raising to the first acknowledgement, and to the end, as far as these were recorded by the end of the period.</dd>
</dl></section>
`
}
