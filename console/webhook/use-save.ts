import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSession } from '../session.js'
import { type Draft, toSettings, type Webhook } from './draft.js'
import { historyOf } from './history.js'
import { pendingOf } from './pending-changes.js'

export const webhookOf = (attachment: string) => ['webhook', attachment]

/** Saves at the version that was seen, and shows from then on what was saved. */
export function useSave({ attachment: id, version, subscription }: Webhook) {
  const { saying } = useSession()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (draft: Draft) => saying(draft.reason).saveWebhook({ id, ifMatch: version, ...toSettings(draft) }),
    onSuccess: ({ secret: _, resolution: __, ...webhook }) => {
      queries.setQueryData(webhookOf(id), webhook)
      void queries.invalidateQueries({ queryKey: ['attachments'] })
    },
    onSettled: (saved) => {
      const target = saved?.subscription ?? subscription
      if (target === null) return
      void queries.invalidateQueries({ queryKey: historyOf(target) })
      void queries.invalidateQueries({ queryKey: pendingOf(target) })
    },
  })
}
