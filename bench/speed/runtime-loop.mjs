// As little of a Lambda runtime as there can be: loads the handler, gives it one event, and says what that took. No TypeScript: Node would
// first load what strips its types.
const [, , file, event] = process.argv
// What is asked of whom, and when the first of it is on its way.
const requests = {}
let firstRequest
process.getBuiltinModule('node:diagnostics_channel').subscribe('http.client.request.start', ({ request }) => {
  firstRequest ??= { cpuUs: cpuUs() }
  // Of headers that are given as a list Node keeps no values, only the text that it sends.
  const host = request.getHeader('host') ?? /^host: (.*)$/im.exec(request._header)?.[1]
  const origin = `${request.protocol}//${host}`
  requests[origin] = (requests[origin] ?? 0) + 1
})
const { handler } = await import(file)
await handler(JSON.parse(event), { getRemainingTimeInMillis: () => 60_000 })
process.send({ cpuUs: cpuUs(), rssBytes: process.memoryUsage.rss(), firstRequest, requests })

function cpuUs() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  return userCPUTime + systemCPUTime
}
