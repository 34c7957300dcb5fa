import type { Announcement } from './announcement.ts'

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

/** The message of CONTRACT §6. */
export function messageOf(announcement: Announcement, addressing: Addressing): Message {
  const form = formOf(announcement, addressing)
  const json = JSON.stringify(form)
  const { kind, severity, state, source, pipeline } = form
  return {
    Subject: subjectOf(announcement),
    Message: addressing.emailText ? JSON.stringify({ default: json, email: emailOf(form) }) : json,
    ...(addressing.emailText ? { MessageStructure: 'json' as const } : {}),
    MessageAttributes: Object.fromEntries(
      Object.entries({ kind, severity, state, source, pipeline }).map(([name, value]) => [
        name,
        { DataType: 'String', StringValue: value },
      ]),
    ),
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
    `pipeline   ${form.source}/${form.pipeline}`,
    ...(form.uuid === null ? [] : [`checkpoint ${form.uuid}`]),
    `severity   ${form.severity} (${form.state})`,
    `alert      ${form.alert_id}`,
    `entry      ${form.entry.seq} ${form.entry.hash}`,
    `log        ${form.log.origin} ${form.log.size} ${form.log.root}`,
    ...(form.link === null ? [] : ['', form.link]),
    '',
  ].join('\n')
}

// SNS takes ASCII without control characters, shorter than 100 (API reference, Publish): the rest of a name is in the message.
function subjectOf({ severity, state, source, pipeline, title }: Announcement): string {
  const mark = state === 'resolved' ? 'resolved' : severity
  const what = title.slice(`${source}/${pipeline}: `.length)
  const subject = (name: string): string => ascii(`[${mark}] ${name}: ${what}`)
  const name = `${source}/${pipeline}`
  const over = subject(name).length - MAX_SUBJECT
  // What happened must stay readable: of a long name the end is left out.
  return over <= 0
    ? subject(name)
    : subject(`${name.slice(0, Math.max(0, name.length - over - 3))}...`).slice(0, MAX_SUBJECT)
}

const MAX_SUBJECT = 99

function ascii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?')
}

/** The JSON of a message, under the names of CONTRACT §6. */
export type MessageForm = ReturnType<typeof formOf>

function formOf(announcement: Announcement, addressing: Addressing) {
  return {
    version: '1',
    alert_id: announcement.alertId,
    state: announcement.state,
    kind: announcement.kind,
    severity: announcement.severity,
    source: announcement.source,
    pipeline: announcement.pipeline,
    pipeline_id: announcement.pipelineId,
    uuid: announcement.uuid,
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

function linkOf({ state, alertId, source, pipeline }: Announcement, { linkBase }: Addressing): string | null {
  if (linkBase === '') return null
  return state === 'notice'
    ? `${linkBase}/v0/pipelines/${encodeURIComponent(pipeline)}/events?source=${encodeURIComponent(source)}`
    : `${linkBase}/v0/alerts/${alertId}`
}
