import type { ModelTraits } from './dialect.js';

/** A model that does not reason, and of which nothing else is known. */
export const plainTraits: ModelTraits = {
  tokenLimitField: 'max_tokens',
  takesSampling: true,
  maxStops: 4,
  efforts: [],
  effortWithTools: 'any',
  responseFormat: 'json_schema',
};
