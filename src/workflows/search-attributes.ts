import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common'
import type { Labels } from '../domain/deliver-types.js'
import { searchAttributesOf } from '../domain/labels.js'

/** The labels as Temporal wants them at a start: keywords that must exist in the namespace. */
export function keywordPairs(labels: Partial<Labels>): SearchAttributePair[] {
  return searchAttributesOf(labels).map(([name, value]) => ({ key: defineSearchAttributeKey(name, 'KEYWORD'), value }))
}
