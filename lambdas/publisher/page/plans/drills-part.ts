import { DRILL_OUTCOMES } from '../../../domain/drill.ts'
import type { Drill } from '../asking/answers.ts'
import { pipelinePath } from '../asking/api.ts'
import type { Context } from '../context.ts'
import { type Child, type Described, h, link } from '../element.ts'
import { type DeedForm, deedForm } from '../forms/deed-form.ts'
import { choiceField, lineField, timeField, wordsField } from '../forms/form-fields.ts'
import { badge, moment, row, section, table } from '../parts.ts'
import type { Named } from '../pipeline/pipeline-data.ts'
import { pipelineLink } from '../route.ts'
import { shortUuid, titled } from '../words.ts'

const COLUMNS = ['Tried', 'Outcome', 'Checkpoint', 'Minutes', 'Told by', 'Note']

/** The restore drills of a pipeline: a backup that was never restored is a hope. */
export function drillsPart(named: Named, drills: readonly Drill[]): Described {
  return section('drills', 'Restore drills', ...(drills.length === 0 ? [NONE] : [drillTable(named, drills)]))
}

const NONE = h(
  'p',
  { class: 'quiet' },
  'None is recorded. Whoever tries to restore from a checkpoint records at that checkpoint what came of it.',
)

function drillTable({ source, name }: Named, drills: readonly Drill[]): Described {
  const rows = drills.map(({ id, uuid, outcome, performed_at, minutes, note, actor }) =>
    row(
      id,
      moment(performed_at),
      outcome === 'failed' ? badge('critical', 'critical', 'Failed') : badge('good', 'good', titled(outcome)),
      uuid === null ? '—' : link(pipelineLink(source, name, uuid), shortUuid(uuid), { class: 'mono' }),
      minutes ?? '—',
      actor,
      note ?? '—',
    ),
  )
  return table('List of restore drills', COLUMNS, rows)
}

/** Tells what came of trying to restore from this checkpoint. */
export function drillForm(context: Context, named: Named, uuid: string): DeedForm {
  const outcomes = DRILL_OUTCOMES.map((outcome) => [outcome, titled(outcome)] as const)
  const optional = { isRequired: false }
  return deedForm(context, {
    id: 'drill-form',
    fields: [
      choiceField({ name: 'outcome', id: 'drill-outcome', label: 'Outcome', isRequired: true }, outcomes),
      timeField({
        name: 'performed_at',
        id: 'drill-at',
        label: 'Tried at (your time), now where empty',
        ...optional,
      }),
      lineField(
        { name: 'minutes', id: 'drill-minutes', label: 'Minutes it took', ...optional },
        { inputmode: 'decimal' },
      ),
      wordsField({ name: 'note', id: 'drill-note', label: 'Note', ...optional }),
    ],
    verb: 'Record this drill',
    done: 'The drill is recorded',
    act: (body) =>
      context.api.json(pipelinePath(named, `history/${encodeURIComponent(uuid)}/drills`), {
        method: 'POST',
        body,
      }),
  })
}

/** Behind a disclosure: whoever looks at a checkpoint seldom has just restored from it. */
export function drillPart({ mayAct }: Context, drilling: DeedForm): Child {
  if (!mayAct()) return null
  return section(
    'drill',
    'Restore drill',
    h(
      'details',
      {},
      h('summary', {}, 'Record that you tried to restore from this checkpoint'),
      drilling.draw(),
    ),
  )
}
