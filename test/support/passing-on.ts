import { type IncomingMessage, request, type ServerResponse } from 'node:http'

/** Gives the request to the target as it came (`body`: where it was read already), and its answer to `take`: back to who asked, unless it says otherwise. */
export function passOn(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  {
    body,
    take = (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    },
  }: { readonly body?: Buffer; readonly take?: (answer: IncomingMessage) => void } = {},
): void {
  const { method, headers, url: path } = incoming
  const onward = request(target, { method, headers, path }, take)
  onward.on('error', () => incoming.socket.destroy())
  if (body === undefined) incoming.pipe(onward)
  else onward.end(body)
}
