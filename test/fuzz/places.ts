import { answer, type Case } from './answers.ts'

const UUID = '019e4708-bac8-7c10-b2f7-5cb248871905'
const OTHER = '019e4708-bac8-7c10-b2f7-5cb248871906'

/** Valid answers, each value of which a mark stands for. */
const CHECKPOINT = {
  uuid: `"${UUID}"`,
  identifier: 'null',
  fingerprint: '14128757731148314856',
  size: '123456',
  steps: '7',
  processed_records: '42',
  later: '{"a":[1]}',
}
const CHECKPOINTS = `[{"uuid":"${OTHER}","fingerprint":18446744073709551615,"size":null},${entry(CHECKPOINT)}]`

const PIPELINE = {
  id: `"${UUID}"`,
  name: '"orders"',
  program_version: '3',
  platform_version: '"0.337.0"',
  deployment_id: `"${OTHER}"`,
  deployment_status: '"Stopped"',
  deployment_status_since: '"2026-11-01T00:00:00Z"',
  storage_status: '"InUse"',
  storage_status_details: `{"checkpoints":${CHECKPOINTS}}`,
}
const EVENT = {
  recorded_at: '"2026-11-01T00:00:00.123456Z"',
  deployment_runtime_status: '"Running"',
  deployment_resources_status: '"Provisioned"',
  storage_status: '"InUse"',
  storage_status_details: `{"checkpoints":${CHECKPOINTS}}`,
}
const QUESTIONS = [
  ['checkpoints', CHECKPOINT],
  ['pipelines', PIPELINE],
  ['events', EVENT],
] as const

function entry(members: { readonly [name: string]: string }): string {
  return `{${Object.entries(members)
    .map(([name, value]) => `"${name}":${value}`)
    .join()}}`
}

const MARK = '\u0001'

/** What stands around the text: nothing, a list, and every value of a valid answer of each kind. */
const AROUND = QUESTIONS.flatMap(([question, members]) => [
  ...['', `[${MARK}]`, `${MARK}[]`, `[]${MARK}`, `[${entry(members)},${MARK}]`].map((around) => ({
    question,
    around,
  })),
  { question, around: `[{${MARK}:1,${entry(members).slice(1)}]` },
  ...Object.keys(members).map((name) => ({ question, around: `[${entry({ ...members, [name]: MARK })}]` })),
])

/** The text bare, in place of the whole body, beside it, and in place of each of its values. */
export function everywhere(text: string | Uint8Array): readonly Case[] {
  const bytes = Buffer.from(text)
  // What is long is so everywhere.
  const around = bytes.length > 10_000 ? AROUND.filter(({ around }) => around.length <= 3) : AROUND
  return around.map(({ question, around }) => {
    const [before = '', behind = ''] = around.split(MARK)
    const body = Buffer.concat([Buffer.from(before), bytes, Buffer.from(behind)])
    return { question, category: `in ${around.replace(MARK, '…')}`, answer: answer(body) }
  })
}

/** A valid answer to each question. */
export const VALID: readonly Case[] = QUESTIONS.map(([question, members]) => ({
  question,
  category: 'valid',
  answer: answer(Buffer.from(question === 'checkpoints' ? CHECKPOINTS : `[${entry(members)}]`)),
}))
