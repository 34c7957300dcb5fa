import type { SignOff } from '../asking/answers.ts'
import type { Context } from '../context.ts'
import { type Child, type Described, h, having } from '../element.ts'
import { type ActionForm, actionForm } from '../forms/action-form.ts'
import { badge, copied, moment, section } from '../parts.ts'
import type { ReportData } from './report-data.ts'
import { type ReportPeriod, reportPeriod } from './report-period.ts'

/** Signs off what is seen: the hash says what that was, and another report is refused. */
export function signOffForm(
  context: Context,
  seen: () => string | null | undefined,
  signed: () => void,
): ActionForm {
  return actionForm(context, {
    id: 'sign-off-note',
    label: 'Note',
    isRequired: false,
    verb: 'Sign this report off',
    done: 'The report is signed off',
    act: async (note) => {
      const period: ReportPeriod = reportPeriod(context.choice())
      const body = { ...period, sha256: seen() ?? '', ...(note === '' ? {} : { note }) }
      const got = await context.api.json('/v0/reports/retention/sign-off', { method: 'POST', body })
      if (got.kind === 'ok') signed()
      return got
    },
  })
}

/** Who has looked at this report and stands by it; and how one does so. */
export function signOffPart(
  { mayAct, say }: Context,
  { sha256, signOffs, given }: ReportData,
  signing: ActionForm,
): Child {
  const settledAt = given.kind === 'report' ? given.report.settled_at : undefined
  const isEarly = settledAt !== undefined && Date.parse(settledAt) > Date.now()
  const early = isEarly
    ? h('p', { class: 'quiet' }, 'It may still change: it can be signed off from ', moment(settledAt), ' on.')
    : null
  const form = h(
    'details',
    { class: 'screen-only' },
    h('summary', {}, 'Sign this report off'),
    h(
      'p',
      { class: 'quiet' },
      'That you have looked at it becomes part of the record, with its SHA-256 and your name.',
    ),
    signing.draw(),
  )
  return section(
    'sign-offs',
    'Signed off',
    signOffs.length === 0 ? h('p', { class: 'quiet' }, 'Nobody has signed this report off.') : null,
    ...signOffs.map((one) => signOffCard(one, sha256)),
    sha256 === null
      ? null
      : h('p', { class: 'quiet' }, 'SHA-256 of the report: ', copied(sha256, 'hash of the report', say)),
    early,
    sha256 === null || !mayAct() ? null : form,
  )
}

function signOffCard({ at, actor, note, sha256, hash }: SignOff, seen: string | null): Described {
  const isSame = sha256 === seen
  const sign = isSame
    ? badge('good', 'good', 'Signed off')
    : badge('warning', 'warning', 'Another report was signed off')
  return having(
    h(
      'div',
      { class: 'card' },
      h('div', { class: 'with-icon' }, sign, h('b', {}, actor), moment(at)),
      note === null ? null : h('p', {}, h('q', {}, note)),
      isSame ? null : h('p', { class: 'quiet' }, `Its SHA-256 is ${sha256}.`),
    ),
    { key: hash },
  )
}
