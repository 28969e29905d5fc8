import { useQuery } from '@tanstack/react-query'
import { useSession } from './session.js'

/** The name of an account for those who may know it, its id for others. */
export function AccountName({ id }: { readonly id: string }) {
  const { client, may } = useSession()
  const account = useQuery({
    queryKey: ['account', id],
    queryFn: () => client.getAccount({ id }),
    enabled: may('getAccount'),
    staleTime: Infinity,
  })
  return <span title={id}>{account.data?.name ?? id}</span>
}
