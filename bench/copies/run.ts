import { checks, deepCheck } from './checks.ts'
import { keeping } from './keeping.ts'
import { mutations } from './mutations.ts'
import { throughFiles } from './through-files.ts'

/** Measures what checking, keeping and restoring stored copies cost, and what of random damage a check catches: `npm run bench:copies`. */

await checks()
await deepCheck()
await keeping()
await throughFiles()
await mutations()
