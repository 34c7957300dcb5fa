// Starts a command of this folder after the version of Node was checked: `node infra/local/launch.mjs start …`.
import module from 'node:module'
import { join } from 'node:path'
import '../node-version.mjs'

// More than half of what a short command takes is reading and compiling its code, which is the same each time. Kept where only who installed us
// may write: the default, a folder of the machine's that all share, would let others put code of theirs there. Where it cannot be written, it is not kept.
module.enableCompileCache(join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'compiled'))

const [, , command] = process.argv
process.argv.splice(2, 1)
if (command === 'ledger') await import('./cli/ledger-command.ts')
else await import('./start.ts')
