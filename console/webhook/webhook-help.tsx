import { Code, List, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** What one has to know to fill in the tab (S1-3). */
export function WebhookHelp() {
  return (
    <Stack component="aside" aria-label="Help" gap="xs">
      <Title order={2} size="h4">
        What belongs here
      </Title>
      <Text size="sm">
        We call your server when something happens, instead of your asking us. For that we need to know where it is, and what to let through
        on the way.
      </Text>
      <Topic title="URL">
        The address that is called, by POST. It begins with <Code>https</Code>, has a public host and the port 443, 8443 or 8843, and
        neither user name nor <Code>#</Code> part. Whoever knows the path could call it, so make it long and random.
      </Topic>
      <Topic title="FQDN and IP addresses">
        The name of your server and where it leads. Add an address with +, remove one with −. Firewalls are opened by this list, and with
        Enforce we connect to nothing that is not on it. Private and reserved addresses are refused.
      </Topic>
      <Topic title="What happens on save">
        Everything is saved as one, or nothing is. You see where the name leads at that moment and which of it is not on the list. The first
        time you get the signing secret, once. A change counts for every delivery that starts a second later; where your account asks for
        four eyes, it counts when somebody else has approved it.
      </Topic>
      <Title order={3} size="h5">
        How to verify
      </Title>
      <List size="sm" type="ordered">
        <List.Item>
          Take the <Code>webhook-id</Code>, <Code>webhook-timestamp</Code> and <Code>webhook-signature</Code> headers and the body as it
          came, byte for byte.
        </List.Item>
        <List.Item>Check the signature with the secret; any library for Standard Webhooks does it.</List.Item>
        <List.Item>Answer 2xx within seconds. Otherwise the notification comes again, with the same id: take it once only.</List.Item>
      </List>
    </Stack>
  )
}

function Topic({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <Title order={3} size="h5">
        {title}
      </Title>
      <Text size="sm">{children}</Text>
    </div>
  )
}
