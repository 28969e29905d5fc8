import { Alert, Code, Group, Tabs } from '@mantine/core'
import type { OutputOf } from '../src/contract/operation-types.js'
import { AccountName } from './account-name.js'
import { Facts } from './facts.js'
import { Link } from './link.js'
import { goTo, pathOf } from './location.js'
import { Answer, Page } from './page.js'
import { useAttachment, useProduct, useProject } from './reading.js'
import { WebhookTab } from './webhook/webhook-tab.js'

type Tab = 'profile' | 'webhook'
interface Scene {
  readonly attachment: OutputOf<'getAttachment', 'response'>
  readonly project: OutputOf<'getProject', 'response'>
  readonly product: OutputOf<'getProduct', 'response'>
}

/** The profile of a product in a project. */
export function ProfilePage({ id, tab }: { readonly id: string; readonly tab: Tab }) {
  const attachment = useAttachment(id)
  if (attachment.data !== undefined) return <Profile attachment={attachment.data} tab={tab} />
  return (
    <Page title="Profile" way={<Link to={pathOf.projects}>Projects</Link>}>
      <Answer of={attachment}>{() => null}</Answer>
    </Page>
  )
}

function Profile({ attachment, tab }: { readonly attachment: Scene['attachment']; readonly tab: Tab }) {
  const project = useProject(attachment.project)
  const product = useProduct(attachment.product)
  const way = (
    <Group gap="xs">
      <Link to={pathOf.projects}>Projects</Link>/<Link to={pathOf.project(attachment.project)}>{project.data?.name ?? 'Project'}</Link>
    </Group>
  )
  return (
    <Page title={product.data?.name ?? 'Profile'} way={way}>
      <Answer of={project}>
        {(itsProject) => (
          <Answer of={product}>
            {(itsProduct) => <ProfileTabs scene={{ attachment, project: itsProject, product: itsProduct }} tab={tab} />}
          </Answer>
        )}
      </Answer>
    </Page>
  )
}

function ProfileTabs({ scene, tab }: { readonly scene: Scene; readonly tab: Tab }) {
  const { attachment, product } = scene
  const choose = (value: string | null): void => goTo(value === 'webhook' ? pathOf.webhook(attachment.id) : pathOf.profile(attachment.id))
  const shown = product.supportsWebhooks ? tab : 'profile'
  return (
    <Tabs value={shown} onChange={choose} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="profile">Profile</Tabs.Tab>
        {product.supportsWebhooks && <Tabs.Tab value="webhook">Webhook</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="profile" pt="md">
        <ProfileFacts {...scene} />
      </Tabs.Panel>
      <Tabs.Panel value="webhook" pt="md">
        <WebhookTab {...scene} />
      </Tabs.Panel>
    </Tabs>
  )
}

function ProfileFacts({ attachment, project, product }: Scene) {
  return (
    <>
      <Facts
        of={{
          Account: <AccountName id={project.account} />,
          Project: project.name,
          Environment: project.environment,
          Status: attachment.state,
          Product: <Code>{product.code}</Code>,
        }}
      />
      {!product.supportsWebhooks && (
        <Alert mt="md" color="gray" title="This product has no webhooks">
          It notifies nobody, so there is nothing to configure here.
        </Alert>
      )}
    </>
  )
}
