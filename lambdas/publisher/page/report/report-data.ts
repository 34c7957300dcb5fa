import type { List, SignOff } from '../asking/answers.ts'
import type { Api, Got } from '../asking/api.ts'
import type { Archived, Report } from './report-parts.ts'
import type { ReportPeriod } from './report-period.ts'

/** A report, or where it is kept, and who signed it off. */
export interface ReportData {
  readonly given:
    | { readonly kind: 'report'; readonly report: Report }
    | { readonly kind: 'archived'; readonly archived: Archived }
  /** What is signed; null where it is still to be written. */
  readonly sha256: string | null
  /** Of this very period, newest first. */
  readonly signOffs: readonly SignOff[]
}

export function reportPath(period: ReportPeriod, format: string): string {
  return `/v0/reports/retention?${new URLSearchParams({ ...period, format })}`
}

export async function reportData(api: Api, period: ReportPeriod): Promise<Got<ReportData>> {
  const [got, signed] = await Promise.all([
    api.json<Report | Archived>(reportPath(period, 'json'), { isLong: true }),
    api.json<List<SignOff>>('/v0/reports/sign-offs?limit=200'),
  ])
  if (got.kind !== 'ok') return got
  if (signed.kind !== 'ok') return signed
  const { value, header } = got
  const signOffs = signed.value.items.filter((one) => isOf(one, period))
  if ('archive' in value) {
    return { ...got, value: { given: { kind: 'archived', archived: value }, sha256: value.sha256, signOffs } }
  }
  const sha256 = header('checkpoint-ledger-report-sha256')
  return { ...got, value: { given: { kind: 'report', report: value }, sha256, signOffs } }
}

function isOf({ from, to, selection }: SignOff, period: ReportPeriod): boolean {
  const isWhole = Object.values(selection).every((part) => part === null)
  return isWhole && from === period.from && to === period.to
}
