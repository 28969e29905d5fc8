import { MultiSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { readAll } from '../pages.js'
import { useSession } from '../session.js'
import { toEventTypeChoices } from './event-type-choice.js'
import { errorsWithin } from './field-errors.js'
import type { FieldsProps } from './draft.js'

interface EventTypeFieldProps extends FieldsProps {
  readonly account: string
  readonly emitted: readonly string[]
}

export function EventTypeField({ draft, change, errors, disabled, account, emitted }: EventTypeFieldProps) {
  const { client, may } = useSession()
  const catalogue = useQuery({
    queryKey: ['event-types', account],
    queryFn: () => readAll((page) => client.listEventTypes({ account, limit: 100, ...page })),
    enabled: may('listEventTypes'),
    staleTime: 60_000,
  })
  const types = (catalogue.data ?? []).map(({ type }) => type)
  return (
    <MultiSelect
      label="Event types"
      description="Of those that this product emits: single ones, or whatever comes of a kind, now and later"
      required
      withAsterisk={false}
      data={toEventTypeChoices(emitted, types, draft.eventTypes)}
      value={draft.eventTypes}
      onChange={(eventTypes) => change({ eventTypes })}
      error={errorsWithin(errors, '/eventTypes')}
      disabled={disabled}
      readOnly={disabled}
      searchable
      hidePickedOptions
      maxDropdownHeight={300}
      nothingFoundMessage="This product emits nothing of that name"
    />
  )
}
