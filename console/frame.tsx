import { Badge, Box, Button, Container, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { AccountName } from './account-name.js'
import { Link } from './link.js'
import { pathOf } from './location.js'
import { useSession } from './session.js'

/** What is around every page: where one is, and as whom. */
export function Frame({ signOut, children }: { readonly signOut: () => void; readonly children: ReactNode }) {
  return (
    <>
      <Box component="header" style={{ borderBottom: '1px solid var(--mantine-color-default-border)' }}>
        <Container size="lg" py="xs">
          <Group justify="space-between" gap="xs">
            <Link to={pathOf.projects} fw={700} underline="never" c="inherit" label="Posthorn: projects">
              Posthorn
            </Link>
            <Group gap="xs">
              <Identity />
              <Button variant="default" size="xs" onClick={signOut}>
                Sign out
              </Button>
            </Group>
          </Group>
        </Container>
      </Box>
      <Container component="main" size="lg" py="lg">
        {children}
      </Container>
    </>
  )
}

function Identity() {
  const { name, id, account, environment, role } = useSession().key
  return (
    <Group gap="xs" role="group" aria-label="Signed in as">
      <Text size="sm" title={id}>
        {name} of <AccountName id={account} />
      </Text>
      <Badge>{environment}</Badge>
      {role !== null && <Badge>{role}</Badge>}
    </Group>
  )
}
