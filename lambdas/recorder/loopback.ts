/** Whether the URL's host is this machine by its very form: 127.0.0.0/8, ::1, localhost. */
export function isLoopbackUrl({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
