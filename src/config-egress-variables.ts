import { z } from 'zod'
import { blocks, nameServers } from './config-lists.js'
import { canDecode, text, variable, yesOrNo } from './config-variable.js'

/** No more than the place of a proxy and who asks: a path would be ignored. */
const proxyUrl = z
  .string()
  .refine(
    (value) => URL.canParse(value) && /^https?:\/\/[^/?#]+\/?$/.test(value) && canDecode(value),
    'must be a URL such as http://user:password@proxy.example:3128',
  )

/** Where deliveries may go, and the way they take. */
export const egress = {
  POSTHORN_EGRESS_ALLOW: variable(
    z.string().default(''),
    '',
    'Private destinations that may be delivered to: CIDRs, addresses or host:port, comma-separated.',
  ),
  POSTHORN_EGRESS_ALLOW_HTTP: variable(yesOrNo.prefault('false'), 'false', 'true: endpoints may be http, unencrypted.'),
  POSTHORN_EGRESS_ALLOW_LOCAL_AND_METADATA: variable(
    z.enum(['false', 'loopback', 'true'], 'must be false, loopback or true').optional(),
    '',
    'DANGEROUS. loopback: this machine may be delivered to; true: link-local and cloud metadata, too. Default: loopback if Postgres and Temporal are embedded, otherwise false.',
  ),
  POSTHORN_EGRESS_ADDRESSES: variable(
    blocks.prefault(''),
    '',
    'Addresses and CIDR blocks that deliveries come from, comma-separated: published at /egress.json for the firewalls of receivers.',
  ),
  POSTHORN_EGRESS_PROXY_URL: variable(
    proxyUrl.optional(),
    '',
    'HTTP proxy that all connections to receivers go through (CONNECT), with user and password if it wants them. A secret.',
  ),
  POSTHORN_EGRESS_PROXY_CA_PATH: variable(text.optional(), '', 'PEM file of the authority that signed the certificate of an https proxy.'),
  POSTHORN_EGRESS_PROXY_CLIENT_CERT_PATH: variable(text.optional(), '', 'PEM file of our certificate for it (mutual TLS).'),
  POSTHORN_EGRESS_PROXY_CLIENT_KEY_PATH: variable(text.optional(), '', 'PEM file of its private key.'),
  POSTHORN_DNS_SERVERS: variable(
    nameServers.optional(),
    '',
    'Name servers that find the addresses of receivers, comma-separated: address or address:port. Default: those of the system.',
  ),
}
