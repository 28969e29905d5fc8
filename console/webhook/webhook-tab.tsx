import { Alert, Badge, Grid, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { OutputOf } from '../../src/contract/operation-types.js'
import { AccountName } from '../account-name.js'
import { Answer } from '../page.js'
import { useSession } from '../session.js'
import { Deliveries } from './deliveries.js'
import type { Webhook } from './draft.js'
import { toFieldErrors } from './field-errors.js'
import { History } from './history.js'
import { PendingChanges } from './pending-changes.js'
import { SaveFailure } from './save-failure.js'
import { SavedNotice } from './saved-notice.js'
import { useSave, webhookOf } from './use-save.js'
import { WebhookForm } from './webhook-form.js'
import { WebhookHelp } from './webhook-help.js'
import { whyReadOnly } from './why-read-only.js'

interface WebhookTabProps {
  readonly attachment: OutputOf<'getAttachment', 'response'>
  readonly project: OutputOf<'getProject', 'response'>
  readonly product: OutputOf<'getProduct', 'response'>
}

/** The webhook of a product in a project: shown to whoever may look, changed by whoever may change it. */
export function WebhookTab(props: WebhookTabProps) {
  const { client } = useSession()
  const { id } = props.attachment
  const webhook = useQuery({ queryKey: webhookOf(id), queryFn: () => client.getWebhook({ id }) })
  const subscription = webhook.data?.subscription ?? null
  return (
    <>
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Answer of={webhook}>{(found) => <Editing {...props} webhook={found} reload={() => void webhook.refetch()} />}</Answer>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <WebhookHelp />
        </Grid.Col>
      </Grid>
      {subscription !== null && <History subscription={subscription} />}
    </>
  )
}

interface EditingProps extends WebhookTabProps {
  readonly webhook: Webhook
  readonly reload: () => void
}

function Editing({ attachment, project, product, webhook, reload }: EditingProps) {
  const session = useSession()
  const save = useSave(webhook)
  const locked = whyReadOnly(session, attachment, webhook)
  const onBehalf = session.key.account !== project.account
  const errors = useMemo(() => toFieldErrors(save.error), [save.error])
  const loadAgain = (): void => {
    save.reset()
    reload()
  }
  return (
    <Stack>
      <Standing webhook={webhook} />
      {locked !== undefined && (
        <Alert color="gray" title="You can look at this, and not change it">
          {locked}
        </Alert>
      )}
      {onBehalf && locked === undefined && <OnBehalf account={project.account} />}
      {save.isSuccess && <SavedNotice saved={save.data} />}
      {save.isError && <SaveFailure error={save.error} reload={loadAgain} />}
      {webhook.subscription !== null && <PendingChanges subscription={webhook.subscription} />}
      <WebhookForm
        key={webhook.version}
        webhook={webhook}
        account={project.account}
        emitted={product.eventTypes}
        errors={errors}
        disabled={locked !== undefined}
        onBehalf={onBehalf}
        saving={save.isPending}
        save={save.mutate}
      />
      {isSaved(webhook) && <Deliveries webhook={webhook} onBehalf={onBehalf} />}
    </Stack>
  )
}

const isSaved = (webhook: Webhook): webhook is Webhook & { subscription: string } => webhook.subscription !== null

function Standing({ webhook: { state, version, subscription, warnings } }: { readonly webhook: Webhook }) {
  if (state === null) return <Text c="dimmed">Not configured yet.</Text>
  return (
    <>
      <Group gap="xs">
        <Badge>{state}</Badge>
        <Text size="sm" c="dimmed">
          version {version} · {subscription}
        </Text>
      </Group>
      {warnings.length > 0 && (
        <Alert color="orange" title="Worth a look">
          {warnings.join('; ')}
        </Alert>
      )}
    </>
  )
}

function OnBehalf({ account }: { readonly account: string }) {
  return (
    <Alert color="orange" title="On a customer’s behalf">
      This belongs to <AccountName id={account} />. Say why you change it: they see it, with the key that you are signed in with.
    </Alert>
  )
}
