import { type Described, h, having } from './element.ts'

/** Asks for the token that the server wants. `isKnown`: one was sent, and refused. */
export function tokenEntry({
  isKnown,
  enter,
}: {
  readonly isKnown: boolean
  readonly enter: (token: string) => void
}): Described {
  const submit = (event: Event): void => {
    event.preventDefault()
    const field = document.querySelector('#token')
    const token = field instanceof HTMLInputElement ? field.value.trim() : ''
    if (token !== '') enter(token)
  }
  const wrong = isKnown
    ? h('p', { id: 'token-wrong', class: 'notice bad', role: 'alert' }, 'The server refused this token.')
    : null
  const field = h('input', {
    id: 'token',
    type: 'password',
    required: true,
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': isKnown ? 'token-wrong token-words' : 'token-words',
  })
  return having(
    h(
      'form',
      { class: 'card narrow' },
      h('h1', {}, 'Sign in'),
      h(
        'p',
        { id: 'token-words' },
        'This ledger wants an API key or a token. It is kept in this tab only, until you close it.',
      ),
      wrong,
      h('label', { for: 'token' }, 'API key or token'),
      field,
      h('button', { type: 'submit', class: 'main' }, 'Continue'),
    ),
    { on: { submit }, born: () => document.querySelector<HTMLElement>('#token')?.focus() },
  )
}
