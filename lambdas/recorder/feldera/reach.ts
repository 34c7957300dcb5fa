import { type LookupOptions, lookup as resolve } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Which addresses may be connected to. */
export interface Reach {
  /** Whether the host is by its very form an address that may not be connected to, or a name that stands for this machine. */
  readonly refuses: (hostname: string) => boolean
  /** Resolves names as `dns.lookup` does, and fails with `ADDRESS_REFUSED` where any answer may not be connected to. */
  readonly lookup: LookupFunction
}

/**
 * Whoever writes the configuration, or answers for a name in it, must not make us ask what only this machine can reach: the
 * metadata service hands out the function's own credentials. `loopback`: whether this machine itself may be asked; in Lambda
 * the runtime's own API listens there.
 */
export function createReach({ loopback }: { readonly loopback: boolean }): Reach {
  const refused = refusedAddresses(loopback)
  const isRefused = (address: string): boolean => {
    const family = isIP(address)
    return family !== 0 && refused.check(address, family === 4 ? 'ipv4' : 'ipv6')
  }
  // RFC 6761 §6.3: these names are loopback wherever they are asked for.
  const isThisMachine = (hostname: string): boolean => /^(?:.*\.)?localhost\.?$/.test(hostname)
  return {
    refuses: (hostname) => isRefused(unbracketed(hostname)) || (!loopback && isThisMachine(hostname)),
    lookup: (hostname, options, callback) => {
      const asked: LookupOptions = options
      resolve(hostname, asked, (error, address, family) => {
        // One name may have good and bad answers at once: the connection would take whichever it likes.
        const answers: readonly { readonly address: string }[] =
          typeof address === 'string' ? [{ address }] : (address ?? [])
        const bad = error === null && answers.some((answer) => isRefused(answer.address))
        callback(bad ? refusal() : error, address, family)
      })
    },
  }
}

/** The name or address alone: a URL has brackets around one of IPv6. */
export function unbracketed(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
}

/** The code of the error by which a refused address is told from all that a network does. */
export const ADDRESS_REFUSED = 'ADDRESS_REFUSED'

function refusal(): NodeJS.ErrnoException {
  return Object.assign(new Error('the address may not be connected to'), { code: ADDRESS_REFUSED })
}

function refusedAddresses(loopback: boolean): BlockList {
  const list = new BlockList()
  // Link-local: metadata and credentials of EC2, ECS and Lambda (169.254.169.254, 169.254.170.2 …), in IPv6 fd00:ec2::254 and ::23.
  list.addSubnet('169.254.0.0', 16, 'ipv4')
  list.addSubnet('fe80::', 10, 'ipv6')
  list.addSubnet('fd00:ec2::', 32, 'ipv6')
  // "This host": where nothing is bound to it, the system takes it for loopback.
  list.addSubnet('0.0.0.0', 8, 'ipv4')
  list.addAddress('::', 'ipv6')
  // No single server: multicast and broadcast.
  list.addSubnet('224.0.0.0', 4, 'ipv4')
  list.addSubnet('ff00::', 8, 'ipv6')
  list.addAddress('255.255.255.255', 'ipv4')
  if (!loopback) {
    list.addSubnet('127.0.0.0', 8, 'ipv4')
    list.addAddress('::1', 'ipv6')
  }
  return list
}
