import { Badge, Group, Select, Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { OutputOf } from '../src/contract/operation-types.js'
import { ProjectStatus } from '../src/contract/projects.js'
import { AccountName } from './account-name.js'
import { Link } from './link.js'
import { pathOf } from './location.js'
import { Page } from './page.js'
import { Pages, readAll } from './pages.js'
import { useSession } from './session.js'

type Project = OutputOf<'listProjects', 'response'>['items'][number]

export function ProjectsPage() {
  const { client } = useSession()
  const [account, setAccount] = useState<string | null>(null)
  const [status, setStatus] = useState<Project['status'] | null>(null)
  const filter = { ...(account !== null && { account }), ...(status !== null && { status }) }
  return (
    <Page title="Projects">
      <Group align="flex-end">
        <AccountFilter value={account} onChange={setAccount} />
        <Select label="Status" placeholder="All" data={ProjectStatus.options} value={status} onChange={setStatus} clearable />
      </Group>
      <Pages name={['projects', filter]} read={(page) => client.listProjects({ ...filter, ...page })} nothing="No projects.">
        {(projects) => <ProjectTable projects={projects} />}
      </Pages>
    </Page>
  )
}

/** For those above other accounts: whom they look after. */
function AccountFilter({ value, onChange }: { readonly value: string | null; readonly onChange: (account: string | null) => void }) {
  const { client, may } = useSession()
  const accounts = useQuery({
    queryKey: ['accounts'],
    queryFn: () => readAll((page) => client.listAccounts({ limit: 100, ...page })),
    enabled: may('listAccounts'),
  })
  if (accounts.data === undefined || accounts.data.length < 2) return null
  const data = accounts.data.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))
  return (
    <Select
      label="Account and those below"
      placeholder="All"
      data={data}
      value={value}
      onChange={onChange}
      searchable
      clearable
      limit={50}
    />
  )
}

function ProjectTable({ projects }: { readonly projects: readonly Project[] }) {
  return (
    <Table.ScrollContainer minWidth={560} w="100%">
      <Table striped highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {['Name', 'Account', 'Environment', 'Status', 'Role'].map((name) => (
              <Table.Th key={name} scope="col">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {projects.map((project) => (
            <Table.Tr key={project.id}>
              <Table.Td>
                <Link to={pathOf.project(project.id)}>{project.name}</Link>
              </Table.Td>
              <Table.Td>
                <AccountName id={project.account} />
              </Table.Td>
              <Table.Td>{project.environment}</Table.Td>
              <Table.Td>
                <Badge>{project.status}</Badge>
              </Table.Td>
              <Table.Td>{project.role ?? 'key of the account'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
