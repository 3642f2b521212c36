import type { Dialect, ModelTraits } from '../../dialects/dialect.js';

/** What an upstream's refusals have taught about one of its models. Everything absent is as the dialect says. */
export interface ModelQuirks {
  /** Fields of a chat request that the model is not sent any more. */
  readonly refusedFields?: readonly string[];
  readonly tokenLimitField?: ModelTraits['tokenLimitField'];
  readonly efforts?: ModelTraits['efforts'];
  readonly responseFormat?: ModelTraits['responseFormat'];
  readonly takesStrictTools?: false;
  readonly cacheControl?: Dialect['cacheControl'];
  readonly reasoningReplay?: Dialect['reasoningReplay'];
  readonly takesImages?: false;
  readonly takesFiles?: false;
  /** It answers as a stream only. */
  readonly streamsOnly?: true;
  /** The most output tokens that may be asked for. */
  readonly maxOutputTokens?: number;
}

/** What is known of a model of which nothing was learned. */
export const noQuirks: ModelQuirks = {};

/** Adds what was learned later to what was known; the later word counts. */
export function mergeQuirks(known: ModelQuirks, later: ModelQuirks): ModelQuirks {
  const refusedFields = [...(known.refusedFields ?? []), ...(later.refusedFields ?? [])];
  return { ...known, ...later, ...(refusedFields.length > 0 && { refusedFields: [...new Set(refusedFields)] }) };
}
