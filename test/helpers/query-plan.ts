import { CompiledQuery, type Kysely } from 'kysely'

/** A node of a plan, as far as tests look at it. */
export interface PlanNode {
  readonly 'Node Type': string
  readonly 'Plan Rows': number
  readonly 'Index Name'?: string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly PlanNode[]
}

/** How Postgres would run a query: all nodes of its plan, the outermost first. */
export async function planOf<Schema>(tx: Kysely<Schema>, query: Pick<CompiledQuery, 'sql' | 'parameters'>): Promise<PlanNode[]> {
  const { rows } = await tx.executeQuery<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    CompiledQuery.raw(`explain (format json) ${query.sql}`, [...query.parameters]),
  )
  return nodesOf(rows[0]!['QUERY PLAN'][0].Plan)
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]
