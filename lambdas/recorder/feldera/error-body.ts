import * as z from 'zod/mini'

/** Feldera's error form; everything in it is the server's word. */
const errorBody = z.object({ error_code: z.string() })

/** The `error_code` of an error's body, or undefined where the body is none of Feldera's (a proxy's page, nothing at all). */
export function errorCodeOf(body: Uint8Array): string | undefined {
  try {
    return errorBody.parse(JSON.parse(Buffer.from(body).toString('utf8'))).error_code
  } catch {
    // Whatever a proxy writes: the status alone decides then.
    return undefined
  }
}
