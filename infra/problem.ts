/** What is wrong with one setting or one place of a file; without a path with the whole of it. */
export interface Problem {
  readonly path: string
  readonly message: string
}

export function problemText({ path, message }: Problem): string {
  return path === '' ? message : `${path}: ${message}`
}

/** Says what is wrong, and where: the settings or a file. */
export function printProblems(where: string, problems: readonly Problem[]): void {
  console.error(`${where}:`)
  for (const problem of problems) console.error(`  ${problemText(problem)}`)
}

/** Where settings are given. */
export const SETTINGS = 'settings (-c NAME=VALUE)'
