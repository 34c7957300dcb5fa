/** Whether a host is this machine by its very form: 127.0.0.0/8, ::1, localhost; also as URLs have it, `[::1]`. */
export function isLoopback(host: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(host) || /^127(?:\.\d{1,3}){3}$/.test(host)
}
