import { Badge, Button, Table, Text, Title } from '@mantine/core'
import type { OutputOf } from '../src/contract/operation-types.js'
import { AccountName } from './account-name.js'
import { Facts } from './facts.js'
import { Link } from './link.js'
import { goTo, pathOf } from './location.js'
import { Answer, Page } from './page.js'
import { Pages } from './pages.js'
import { useProduct, useProject } from './reading.js'
import { useSession } from './session.js'

type Attachment = OutputOf<'getAttachment', 'response'>

export function ProjectPage({ id }: { readonly id: string }) {
  const project = useProject(id)
  return (
    <Page title={project.data?.name ?? 'Project'} way={<Link to={pathOf.projects}>Projects</Link>}>
      <Answer of={project}>
        {({ account, environment, status, role }) => (
          <>
            <Facts
              of={{
                Account: <AccountName id={account} />,
                Environment: environment,
                Status: status,
                Role: role ?? 'key of the account',
                Project: id,
              }}
            />
            <Title order={2} size="h3">
              Added APIs
            </Title>
            <AddedApis project={id} />
          </>
        )}
      </Answer>
    </Page>
  )
}

function AddedApis({ project }: { readonly project: string }) {
  const { client } = useSession()
  return (
    <Pages
      name={['attachments', project]}
      read={(page) => client.listAttachments({ id: project, ...page })}
      nothing="No product has been added to this project."
    >
      {(attachments) => (
        <Table.ScrollContainer minWidth={480} w="100%">
          <Table striped>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Product</Table.Th>
                <Table.Th scope="col">Status</Table.Th>
                <Table.Th scope="col">Webhook</Table.Th>
                <Table.Td />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {attachments.map((attachment) => (
                <AddedApi key={attachment.id} attachment={attachment} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Pages>
  )
}

function AddedApi({ attachment }: { readonly attachment: Attachment }) {
  const product = useProduct(attachment.product)
  const name = product.data?.name ?? attachment.product
  const path = pathOf.profile(attachment.id)
  return (
    <Table.Tr>
      <Table.Td>{name}</Table.Td>
      <Table.Td>
        <Badge>{attachment.state}</Badge>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{webhookOf(attachment, product.data)}</Text>
      </Table.Td>
      <Table.Td ta="right">
        <Button
          component="a"
          variant="default"
          size="xs"
          href={path}
          aria-label={`Edit profile of ${name}`}
          onClick={(event) => {
            event.preventDefault()
            goTo(path)
          }}
        >
          Edit profile
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}

function webhookOf({ subscription }: Attachment, product: { supportsWebhooks: boolean } | undefined): string {
  if (product?.supportsWebhooks === false) return 'none: this product has no webhooks'
  return subscription === null ? 'not configured yet' : 'configured'
}
