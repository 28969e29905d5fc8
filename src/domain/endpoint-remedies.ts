/** The steps of an endpoint check, in the order they are taken. */
export type CheckedStep = 'url' | 'dns' | 'address' | 'registered' | 'tcp' | 'tls' | 'ping' | 'answer' | 'confirmation'

interface Remedy {
  /** Of what was seen. */
  readonly when: RegExp
  /** `$1` stands for what the first group has found. */
  readonly remedy: string
}

const always = /(?:)/

/** The first that fits is given; the last of each step fits everything. */
const remedies: Readonly<Record<CheckedStep, readonly Remedy[]>> = {
  url: [
    { when: /easy to guess/, remedy: 'Register a URL with a long random part in its path, and verify the signature of every request.' },
    { when: /unencrypted/, remedy: 'Register an https URL: everybody on the way can read what travels by http.' },
    { when: always, remedy: 'Change the URL of the subscription to one that is allowed.' },
  ],
  dns: [
    {
      when: /not found|no address/,
      remedy: 'Create an A or AAAA record for the host in the public DNS, or correct the host in the URL.',
    },
    {
      when: always,
      remedy: 'Ask whoever runs the name servers of this domain to mend them; new records can take some minutes until they are seen.',
    },
  ],
  address: [
    {
      when: always,
      remedy:
        'Let the host resolve to public addresses only. Private ones are reached when the operator of this installation allows them (POSTHORN_EGRESS_ALLOW).',
    },
  ],
  registered: [
    {
      when: / leads to (.+): not on the list/,
      remedy: 'Register $1 (ipAddresses) if they are yours, or let the host resolve to registered addresses only.',
    },
    { when: always, remedy: 'Register the addresses of the host (ipAddresses).' },
  ],
  tcp: [
    { when: /^egress proxy/, remedy: 'This is a fault of the installation and not of the receiver: tell its operator.' },
    { when: /refused/, remedy: 'Start the server, or correct the port in the URL: nothing accepts connections there.' },
    {
      when: always,
      remedy: 'Let the outgoing addresses of this installation (/egress.json) through your firewall, and check that the server is running.',
    },
  ],
  tls: [
    {
      when: /self-signed, and accepted/,
      remedy: 'This is for tests: before it goes live, install a certificate of an authority and take tls.acceptSelfSigned away.',
    },
    {
      when: /not pinned/,
      remedy: 'If the receiver has a new key, add its pin to tls.pins of the subscription; if it has not, somebody else answers there.',
    },
    {
      when: /asks for a client certificate/,
      remedy:
        'Ask for a client certificate (posthorn subscriptions request-certificate), have it signed by an authority of the receiver and install it.',
    },
    {
      when: /refuses the client certificate/,
      remedy: 'Let the receiver trust the authority of the client certificate, or install one that it does trust; look at its dates, too.',
    },
    {
      when: /our certificate cannot be used/,
      remedy:
        'Ask for a new client certificate (posthorn subscriptions request-certificate), and have it signed with SHA-256 by an authority with a strong key.',
    },
    { when: /expire/, remedy: 'Renew the certificate, and check that its renewal runs by itself.' },
    { when: /another host name/, remedy: 'Install a certificate that names the host of the URL.' },
    {
      when: /self-signed|chain|authority|root/,
      remedy:
        'Install a certificate of a public authority together with its intermediate certificates (the full chain), or register your own authority (tls.authorities of the subscription).',
    },
    {
      when: /1\.2|handshake refused/,
      remedy: 'Enable TLS 1.2 or 1.3 with current cipher suites; if the receiver asks for a client certificate, install one.',
    },
    { when: /does not speak TLS/, remedy: 'Serve https on this port, or correct the port in the URL.' },
    { when: always, remedy: 'Look into the log of the server, or of the proxy before it, for what went wrong with the handshake.' },
  ],
  ping: [
    {
      when: /^the encryption key of the receiver/,
      remedy: 'Replace the key that payloads are encrypted to (signing.securedPayload.encryption.key of the subscription).',
    },
    { when: /egress proxy/, remedy: 'This is a fault of the installation and not of the token endpoint: tell its operator.' },
    {
      when: /invalid_client|HTTP 401/,
      remedy:
        'Correct clientId, clientSecret or clientAuthentication of auth; with private_key_jwt let the authorization server read the JWKS of the account.',
    },
    {
      when: /unauthorized_client|unsupported_grant_type/,
      remedy: 'Allow this client the grant client_credentials at the authorization server.',
    },
    { when: /invalid_scope/, remedy: 'Ask for a scope that this client may have (scope of auth).' },
    { when: /invalid_target/, remedy: 'Correct resource or audience of auth: the authorization server does not know it.' },
    {
      when: /no \w+ signing key/,
      remedy:
        'Make a key for the account (posthorn signing-keys create --activate), and give the authorization server its own JWKS (…/own).',
    },
    { when: /HTTP 3/, remedy: 'Set the tokenUrl of auth that it redirects to: redirects are not followed.' },
    {
      when: /HTTP 404|HTTP 405|not a JSON|access_token|token_type/,
      remedy: 'Correct tokenUrl of auth: what answers there gives no bearer token.',
    },
    { when: /not allowed/, remedy: 'Use a token endpoint with a public address, or ask the operator to allow it (POSTHORN_EGRESS_ALLOW).' },
    {
      when: /^token endpoint/,
      remedy: 'Look into the log of the authorization server, and check that /egress.json of this installation may reach it.',
    },
    { when: always, remedy: 'This request cannot be sent: report it to the operator of this installation.' },
  ],
  answer: [
    {
      when: /asks for a client certificate/,
      remedy:
        'Ask for a client certificate (posthorn subscriptions request-certificate), have it signed by an authority of the receiver and install it.',
    },
    {
      when: /refuses the client certificate/,
      remedy: 'Let the receiver trust the authority of the client certificate, or install one that it does trust; look at its dates, too.',
    },
    {
      when: /within/,
      remedy: 'Answer first and do the work afterwards, or raise timeoutMs of the subscription.',
    },
    {
      when: always,
      remedy: 'Look into the log of the server, or of the proxy before it: the request came, and no complete answer went back.',
    },
  ],
  confirmation: [
    {
      when: /unconfirmed/,
      remedy: 'Let the receiver answer what the confirmation of the subscription asks for, or give the subscription another one.',
    },
    { when: /HTTP 3/, remedy: 'Register the URL that it redirects to: redirects are not followed.' },
    {
      when: /HTTP 40[13]/,
      remedy:
        'Set what the receiver asks for with auth of the subscription, or let it verify the signature with the signing secret and ask for nothing else.',
    },
    { when: /HTTP 404/, remedy: 'Correct the path in the URL: the server is there and does not know it.' },
    { when: /HTTP 405/, remedy: 'Let the receiver accept POST at this path.' },
    {
      when: /HTTP 41[05]|HTTP 422|HTTP 400/,
      remedy: 'Let the receiver accept a test.ping: any JSON body, any event type, answered with 2xx.',
    },
    { when: /HTTP 429/, remedy: 'Let the receiver accept the rate of your events, at least some at a time.' },
    { when: /HTTP 5/, remedy: 'Look into the log of the receiver: it failed while it handled the request.' },
    { when: always, remedy: 'Let the receiver answer with 200 to 299 once it has taken the event in.' },
  ],
}

/** What to do about what was seen at a step. */
export function remedyFor(step: CheckedStep, seen: string): string {
  const { when, remedy } = remedies[step].find((candidate) => candidate.when.test(seen)) as Remedy
  return remedy.replace('$1', () => String(when.exec(seen)?.[1]))
}
