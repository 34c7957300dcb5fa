// As little of a Lambda runtime as there can be: loads the handler, gives it one event, and says what that took. No TypeScript: Node would
// first load what strips its types.
const [, , file, event] = process.argv
const { handler } = await import(file)
await handler(JSON.parse(event), { getRemainingTimeInMillis: () => 60_000 })
const { userCPUTime, systemCPUTime } = process.resourceUsage()
process.send({ cpuUs: userCPUTime + systemCPUTime, rssBytes: process.memoryUsage.rss() })
