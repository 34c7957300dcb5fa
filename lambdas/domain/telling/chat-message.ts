import { formIn, type Message, type MessageForm } from './message.ts'

/**
 * A message as the chat clients of AWS show it: Amazon Q Developer in chat applications, before that AWS Chatbot; its schema of custom
 * notifications, version 1.0 (docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html).
 * What follows of an alert joins its thread.
 */
export function chatMessageOf(
  { Subject, Message, MessageStructure, MessageAttributes }: Message,
  id: string,
): Message {
  const form = formIn(MessageStructure === undefined ? { Message } : { Message, MessageStructure })
  return { Subject, Message: JSON.stringify(notificationOf(form, id)), MessageAttributes }
}

// Slack takes 3,000 characters in a block, and chat is no place for more; the link leads to the rest.
const MOST_TITLE = 250
const MOST_WORDS = 2_500

function notificationOf(form: MessageForm, id: string) {
  const { source, pipeline, uuid } = form
  const name = pipeline === null ? source : `${source}/${pipeline}`
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: shown(`${MARK[form.state]} [${form.severity}] ${form.title}`, MOST_TITLE),
      description: shown(form.summary, MOST_WORDS),
      ...(nextSteps(form).length === 0 ? {} : { nextSteps: nextSteps(form) }),
      keywords: [form.kind, form.severity, form.state, name].map((word) => shown(word, MOST_TITLE)),
    },
    metadata: {
      threadId: form.alert_id,
      summary: shown(form.title, MOST_TITLE),
      eventType: form.kind,
      relatedResources: [name, ...(uuid === null ? [] : [uuid])].map((one) => shown(one, MOST_TITLE)),
      additionalContext: {
        severity: form.severity,
        state: form.state,
        observed_at: form.observed_at,
        entry: `${form.entry.seq} ${form.entry.hash}`,
        log: `${form.log.origin} ${form.log.size} ${form.log.root}`,
      },
    },
  }
}

const MARK: { readonly [state in MessageForm['state']]: string } = {
  firing: ':rotating_light:',
  reminder: ':rotating_light:',
  resolved: ':white_check_mark:',
  notice: ':information_source:',
}

function nextSteps({ state, alert_id, link }: MessageForm): readonly string[] {
  const open = link === null ? [] : [`Look at it: ${link}`]
  return state === 'firing' || state === 'reminder'
    ? [...open, `Say that you have seen it: \`npm run ledger -- acknowledge ${alert_id}\``]
    : open
}

/** Names come from sources: nothing of them may become a link, a mention of somebody or one of everybody (`<!channel>`, `@here`). */
function shown(text: string, most: number): string {
  const cut = text.length <= most ? text : `${text.slice(0, most - 2).toWellFormed()} …`
  return cut
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200b')
}
