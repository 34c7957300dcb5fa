import { type ParseArgsConfig, parseArgs } from 'node:util'

/** Whether a command was only asked what it can do: `--help`, `-h` or, as the first word, `help`. */
export function asksForHelp(args: readonly string[]): boolean {
  return args[0] === 'help' || args.includes('--help') || args.includes('-h')
}

/**
 * The options and words of a command line. Throws where an option is unknown, lacks its value, or stands there twice and means
 * one value: of two `--until` the last would win, and nobody would learn that the other was meant.
 */
export function readOptions<const T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
  allowPositionals = false,
) {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    strict: true,
    allowPositionals,
    options,
    tokens: true,
  })
  const single = tokens
    .filter((token) => token.kind === 'option')
    .map(({ name }) => name)
    .filter((name) => options[name]?.multiple !== true)
  const repeated = single.find((name, index) => single.indexOf(name) !== index)
  if (repeated !== undefined) throw new Error(`--${repeated}: given more than once`)
  return { values, positionals }
}
