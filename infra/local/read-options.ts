import { type ParseArgsConfig, parseArgs } from 'node:util'

/** Whether a command was only asked what it can do: `--help`, `-h` or, as the first word, `help`. */
export function asksForHelp(args: readonly string[]): boolean {
  return args[0] === 'help' || args.includes('--help') || args.includes('-h')
}

/**
 * The options and words of a command line that somebody typed. Throws where an option is unknown, lacks its value, or stands there twice
 * with two values and means one: of two `--until` the last would win, and nobody would learn that the other was meant.
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
  const given = new Map<string, string | undefined>()
  for (const token of tokens) {
    if (token.kind !== 'option' || options[token.name]?.multiple === true) continue
    if (given.has(token.name) && given.get(token.name) !== token.value)
      throw new Error(`--${token.name}: given more than once`)
    given.set(token.name, token.value)
  }
  return { values, positionals }
}
