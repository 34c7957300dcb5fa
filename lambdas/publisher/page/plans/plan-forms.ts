import { APPROVABLE, LOSSES } from '../../../domain/approvals.ts'
import { pipelinePath } from '../asking/api.ts'
import type { Context } from '../context.ts'
import { type DeedForm, deedForm } from '../forms/deed-form.ts'
import { choicesField, timeField, wordsField } from '../forms/form-fields.ts'
import type { Named } from '../pipeline/pipeline-data.ts'
import { titled } from '../words.ts'

/** From when until when a plan holds, and why. */
function spanFields(prefix: string) {
  const [from, until] = ['From (your time), now where empty', 'Until (your time)']
  return [
    timeField({ name: 'from', id: `${prefix}-from`, label: from, isRequired: false }),
    timeField({ name: 'until', id: `${prefix}-until`, label: until, isRequired: true }),
    wordsField({ name: 'reason', id: `${prefix}-reason`, label: 'Reason', isRequired: true }),
  ]
}

export function maintenanceForm(context: Context, named: Named): DeedForm {
  return deedForm(context, {
    id: 'maintenance-form',
    fields: spanFields('maintenance'),
    verb: 'Plan maintenance',
    done: 'The maintenance is planned',
    act: (body) => context.api.json(pipelinePath(named, 'maintenance'), { method: 'POST', body }),
  })
}

export function approvalForm(context: Context, named: Named): DeedForm {
  const kinds = APPROVABLE.map(
    (kind) => [kind, `${titled(kind)}${LOSSES.includes(kind) ? ' (24 hours at most)' : ''}`] as const,
  )
  const naming = { name: 'kinds', id: 'approval-kinds', label: 'What is expected', isRequired: true }
  return deedForm(context, {
    id: 'approval-form',
    fields: [choicesField(naming, kinds), ...spanFields('approval')],
    verb: 'Approve this change',
    done: 'The change is approved',
    act: (body) => context.api.json(pipelinePath(named, 'approvals'), { method: 'POST', body }),
  })
}
