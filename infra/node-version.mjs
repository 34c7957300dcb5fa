// Plain JavaScript for any Node: what comes after needs 24, and says so here in one sentence instead of a stack.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `Checkpoint Ledger needs Node.js 24 or newer, which reads 64-bit numbers exactly; this is ${process.version}. On Linux and Windows x64 and Linux arm64 "npm ci" brings it: use npm start, npm test or npx.`,
  )
  process.exit(1)
}
