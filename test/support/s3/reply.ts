export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export function xml(text: string): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>${text}`,
  }
}

/** Its message has the name of a key in it: nobody is to repeat that. */
export function refusal(status: number, code: string): Reply {
  return { ...xml(`<Error><Code>${code}</Code><Message>AKIASECRET</Message></Error>`), status }
}
