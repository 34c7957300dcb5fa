import { userInfo } from 'node:os'

/** Who is logged in, as the record names him. */
export function cliActor(): string {
  return `cli:${loginName()}`
}

/** A user without a name, as in many containers, has a number. */
function loginName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`
  }
}
