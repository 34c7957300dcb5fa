import { readFileSync } from 'node:fs'
import { type SerializedConfig, TestRunner } from 'vitest'
import { createSwitches } from './switch.ts'

/** How many switches one test file may ask for: none asks for as many by itself. */
const USUAL = 2_000_000

/** Loads and runs a test file with one mutant on from the beginning: for what runs only while a module is loaded. */
export default class MutatedRunner extends TestRunner {
  constructor(config: SerializedConfig) {
    super(config)
    const on = Number(readFileSync(process.env['MUTATION_ON'] ?? '', 'utf8'))
    createSwitches().begin(on, USUAL)
  }
}
