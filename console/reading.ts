import { useQuery } from '@tanstack/react-query'
import { useSession } from './session.js'

export function useProject(id: string) {
  const { client } = useSession()
  return useQuery({ queryKey: ['project', id], queryFn: () => client.getProject({ id }) })
}

export function useProduct(id: string) {
  const { client } = useSession()
  return useQuery({ queryKey: ['product', id], queryFn: () => client.getProduct({ id }), staleTime: 60_000 })
}

export function useAttachment(id: string) {
  const { client } = useSession()
  return useQuery({ queryKey: ['attachment', id], queryFn: () => client.getAttachment({ id }) })
}
