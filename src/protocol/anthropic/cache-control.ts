/** The cache breakpoint that clients set on a block, a tool or the whole request. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { object, optional } from './schema.js';

export const cacheControl = object(
  { type: Type.Literal('ephemeral'), ttl: optional(Type.Enum(['5m', '1h'])) },
  { $id: 'CacheControl', description: 'Marks the end of a prefix of the prompt that is worth caching.' },
);
export type CacheControl = Static<typeof cacheControl>;

/** The properties of everything that may carry a cache breakpoint. */
export const cacheable = { cache_control: optional(cacheControl) };

export interface Cacheable {
  readonly cache_control?: CacheControl | null;
}
