import { membersOf } from '../json-object.ts'
import type { Announcement } from './announcement.ts'
import { subjectOf } from './subject.ts'

/** The log's newest size and root: every recipient of a message is a witness of them. */
export interface LogHead {
  readonly origin: string
  /** Decimal. */
  readonly size: string
  /** Base64 of the Merkle tree hash. */
  readonly root: string
}

/** One message as SNS is given it, without its topic. */
export interface Message {
  readonly Subject: string
  readonly Message: string
  readonly MessageStructure?: 'json'
  readonly MessageAttributes: {
    readonly [name: string]: { readonly DataType: 'String'; readonly StringValue: string }
  }
}

export interface Addressing {
  readonly log: LogHead
  /** Base of links, without a trailing slash; empty: no link. */
  readonly linkBase: string
  readonly emailText: boolean
}

// SNS takes 256 KiB with the attributes. An event has at most 60,000 bytes, but its quotes are escaped twice beside an e-mail.
const MAX_BYTES = 240_000
const WORDS_KEPT = 2_000

/** The message of CONTRACT §6, never larger than SNS takes: of one that would be, the entry has the rest. */
export function messageOf(announcement: Announcement, addressing: Addressing): Message {
  const form = formOf(announcement, addressing)
  const whole = textOf(form, addressing)
  const { kind, severity, state, source, pipeline } = form
  return {
    Subject: subjectOf(announcement),
    Message: Buffer.byteLength(whole) <= MAX_BYTES ? whole : textOf(shortened(form), addressing),
    ...(addressing.emailText ? { MessageStructure: 'json' as const } : {}),
    MessageAttributes: Object.fromEntries(
      Object.entries({ kind, severity, state, source, pipeline }).flatMap(([name, value]) =>
        // SNS takes no empty value.
        value === null ? [] : [[name, { DataType: 'String', StringValue: value }]],
      ),
    ),
  }
}

/** The JSON for programs, whatever else the message carries; its text as it was made. */
export function formTextIn({
  Message,
  MessageStructure,
}: Pick<Message, 'Message' | 'MessageStructure'>): string {
  if (MessageStructure === undefined) return Message
  const { default: text } = membersOf(JSON.parse(Message), 'the message')
  if (typeof text !== 'string') throw new Error('the message is no text for programs')
  return text
}

/** Our own words, read back. */
export function formIn(message: Pick<Message, 'Message' | 'MessageStructure'>): MessageForm {
  const form: MessageForm = JSON.parse(formTextIn(message))
  return form
}

/** `checkpoint-missing` */
export function kindIn({ MessageAttributes: { kind } }: Message): string {
  if (kind === undefined) throw new Error('a message without its kind')
  return kind.StringValue
}

function textOf(form: MessageForm, { emailText }: Addressing): string {
  const json = JSON.stringify(form)
  return emailText ? JSON.stringify({ default: json, email: emailOf(form) }) : json
}

function shortened(form: MessageForm): MessageForm {
  const left = { left_out: 'too long for a message: the entry has it' }
  const short = (text: string): string =>
    text.length <= WORDS_KEPT ? text : `${text.slice(0, WORDS_KEPT).toWellFormed()} …`
  return {
    ...form,
    title: short(form.title),
    summary: short(form.summary),
    expected: left,
    observed: left,
  }
}

/** The e-mail: what happened and what to do first, what proves it last. */
export function emailOf(form: MessageForm): string {
  return [
    form.title,
    '',
    form.summary,
    '',
    `observed   ${form.observed_at}`,
    ...aboutLines(form),
    `severity   ${form.severity} (${form.state}${form.n === undefined ? '' : ` ${form.n}`})`,
    `alert      ${form.alert_id}`,
    `entry      ${form.entry.seq} ${form.entry.hash}`,
    `log        ${form.log.origin} ${form.log.size} ${form.log.root}`,
    ...(form.link === null ? [] : ['', form.link]),
    '',
  ].join('\n')
}

function aboutLines(form: MessageForm): readonly string[] {
  const { source, pipeline, uuid, pipelines, uuids } = form
  const listed = (texts: readonly string[], more = '0'): string =>
    `${texts.join(' ')}${more === '0' ? '' : ` and ${more} more`}`
  return [
    pipeline === null ? `source     ${source}` : `pipeline   ${source}/${pipeline}`,
    ...(pipelines === undefined || pipeline !== null
      ? []
      : [`pipelines  ${listed(pipelines, form.more_pipelines)}`]),
    ...(uuid === null ? [] : [`checkpoint ${uuid}`]),
    ...(uuids === undefined || uuids.length === 0 ? [] : [`checkpoints ${listed(uuids, form.more_uuids)}`]),
  ]
}

/** The JSON of a message, under the names of CONTRACT §6. */
export type MessageForm = ReturnType<typeof formOf>

function formOf(announcement: Announcement, addressing: Addressing) {
  const { n, together } = announcement
  return {
    version: '1',
    alert_id: announcement.alertId,
    state: announcement.state,
    ...(n === undefined ? {} : { n }),
    kind: announcement.kind,
    severity: announcement.severity,
    source: announcement.source,
    pipeline: announcement.pipeline,
    pipeline_id: announcement.pipelineId,
    uuid: announcement.uuid,
    ...(together === undefined
      ? {}
      : {
          pipelines: together.pipelines,
          more_pipelines: together.morePipelines,
          uuids: together.uuids,
          more_uuids: together.moreUuids,
        }),
    title: announcement.title,
    summary: announcement.summary,
    observed_at: announcement.observedAt,
    expected: announcement.expected,
    observed: announcement.observed,
    entry: announcement.entry,
    log: addressing.log,
    link: linkOf(announcement, addressing),
  }
}

/** The view of the page that shows it: the part behind `#` is the browser's own, so that only `/` is ever asked for. */
function linkOf(announcement: Announcement, { linkBase }: Addressing): string | null {
  const { state, alertId, source, pipeline, together } = announcement
  if (linkBase === '') return null
  const of = encodeURIComponent(source)
  if (state === 'notice' && pipeline !== null)
    return `${linkBase}/#/pipelines/${of}/${encodeURIComponent(pipeline)}`
  if (state === 'notice') return together === undefined ? `${linkBase}/#/runs` : `${linkBase}/#/?source=${of}`
  if (together === undefined) return `${linkBase}/#/alerts/${alertId}`
  return state === 'resolved' ? `${linkBase}/#/alerts?state=resolved` : `${linkBase}/#/alerts`
}
