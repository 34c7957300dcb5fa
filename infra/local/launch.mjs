// Starts a command of this folder after the version of Node was checked: `node infra/local/launch.mjs start …`.
import '../node-version.mjs'

const [, , command] = process.argv
process.argv.splice(2, 1)
if (command === 'ledger') await import('./cli/ledger-command.ts')
else await import('./start.ts')
