import { get } from 'node:http'

const ANSWERS_WITHIN_MS = 1_000

/** Whether a DynamoDB answers there. A connection is not enough: the kernel accepts them for a process that hangs. */
export async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk.slice(0, 100)
      })
      response.once('end', () => done(text.startsWith('healthy: dynamodb')))
    })
    const timer = setTimeout(() => done(false), ANSWERS_WITHIN_MS)
    const done = (answer: boolean): void => {
      clearTimeout(timer)
      request.destroy()
      resolve(answer)
    }
    // Also after it was answered: destroying may end in an error that nobody needs.
    request.on('error', () => done(false))
  })
}
