import { reportCsv } from '../../domain/report/csv.ts'
import { CONTENT_SECURITY_POLICY, reportHtml } from '../../domain/report/html/page.ts'
import { reportText } from '../../domain/report/report-form.ts'
import type { RetentionReport } from './retention.ts'

export const REPORT_FORMATS = ['json', 'csv', 'html'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

export const CONTENT_TYPES: { readonly [format in ReportFormat]: string } = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  html: 'text/html; charset=utf-8',
}

/** The report in a format, piece by piece: the figures are the same in each. */
export function written(report: RetentionReport, format: ReportFormat): AsyncGenerator<string> {
  switch (format) {
    case 'json':
      return reportText(report.head, report.pipelines(), 'whole')
    case 'csv':
      return reportCsv(report.pipelines())
    case 'html':
      return reportHtml(report)
    default:
      return format satisfies never
  }
}

export function headersOf(format: ReportFormat, name: string): { readonly [name: string]: string } {
  return {
    'content-type': CONTENT_TYPES[format],
    ...(format === 'csv' ? { 'content-disposition': `attachment; filename="${name}.csv"` } : {}),
    ...(format === 'html' ? { 'content-security-policy': CONTENT_SECURITY_POLICY } : {}),
  }
}
