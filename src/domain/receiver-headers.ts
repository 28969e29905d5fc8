/** Decided by the connection, by the message or by us: a receiver's header may not change where a request goes or what it says. */
const ours: ReadonlySet<string> = new Set([
  ...[
    'host',
    'content-length',
    'content-type',
    'content-encoding',
    'transfer-encoding',
    'connection',
    'upgrade',
    'expect',
    'te',
    'trailer',
  ],
  ...['keep-alive', 'accept-encoding', 'cookie', 'forwarded', 'via', 'user-agent', 'http2-settings'],
])

/** Services that hand out a machine's credentials ask for one of these. */
const ofMetadataServices: ReadonlySet<string> = new Set(['metadata', 'metadata-flavor', 'x-aws-ec2-metadata-token-ttl-seconds'])

const ofGroup = /^(?:proxy-|x-forwarded-|webhook-|posthorn-|x-aws-ec2-metadata-|x-google-metadata-)/
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/
/** Visible Latin-1 with single blanks or tabs between (RFC 9110, 5.5). */
const visible = /^[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?$/

/** Why a request to a receiver may not have this header (outbound.md); `credential`: it is the one that carries the credential. */
export function refuseHeaderName(name: string, { credential }: { readonly credential: boolean }): string | undefined {
  const lowerCase = name.toLowerCase()
  if (!token.test(name)) return 'a header name has 1 to 64 letters, digits and hyphens (RFC 9110)'
  if (ours.has(lowerCase) || ofMetadataServices.has(lowerCase) || ofGroup.test(lowerCase))
    return `the header ${lowerCase} cannot be set: it is decided by the connection or by Posthorn`
  if (lowerCase === 'authorization' && !credential) return 'set it with auth: its value is a secret'
  return undefined
}

/** Why this cannot be the value of a header. Never contains the value. */
export function refuseHeaderValue(value: string): string | undefined {
  if (value.length > 4096) return 'at most 4096 characters'
  if (!visible.test(value)) return 'visible characters of Latin-1, without line breaks and without blanks at its ends'
  return undefined
}
