import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { onLoopback } from './loopback-server.ts'

type Outputs = { readonly [output: string]: string }

/** As much of CloudFormation as gives the outputs of stacks, and as much of SNS as takes a message. */
export interface AwsStub {
  readonly endpoint: string
  /** What was asked: the parameters of each request, `Action` among them. */
  readonly asked: readonly URLSearchParams[]
  readonly stop: () => Promise<void>
}

export async function startAwsStub(stacks: { readonly [name: string]: Outputs }): Promise<AwsStub> {
  const asked: URLSearchParams[] = []
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parameters = new URLSearchParams(await text(request))
    asked.push(parameters)
    const [status, body] = answerTo(parameters, stacks)
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
  }
  const server = createServer((request, response) => void respond(request, response))
  const { url, stop } = await onLoopback(server)
  return {
    endpoint: url,
    asked,
    stop,
  }
}

function answerTo(
  asked: URLSearchParams,
  stacks: { readonly [name: string]: Outputs },
): readonly [number, string] {
  if (asked.get('Action') === 'Publish')
    return [
      200,
      '<PublishResponse><PublishResult><MessageId>of-sns</MessageId></PublishResult></PublishResponse>',
    ]
  const name = asked.get('StackName') ?? ''
  const outputs = stacks[name]
  if (outputs === undefined)
    return [
      400,
      `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`,
    ]
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  )
  const stack = `<member><StackName>${name}</StackName><Outputs>${members.join('')}</Outputs></member>`
  return [
    200,
    `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  ]
}
