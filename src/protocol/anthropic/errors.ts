/** The Messages API's error envelope, in a response body and in an `error` event alike. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { anyJsonObject, object } from './schema.js';

const errorType = Type.Enum([
  'invalid_request_error',
  'authentication_error',
  'billing_error',
  'permission_error',
  'not_found_error',
  'conflict_error',
  'request_too_large',
  'rate_limit_error',
  'timeout_error',
  'api_error',
  'overloaded_error',
]);
export type ErrorType = Static<typeof errorType>;

export const errorBody = object(
  {
    type: Type.Literal('error'),
    error: object({
      type: errorType,
      message: Type.String(),
      details: Type.Optional(anyJsonObject()),
    }),
    request_id: Type.String({ pattern: '^req_', description: 'As in the `request-id` header and in the log.' }),
  },
  { $id: 'Error' },
);
export type ErrorBody = Static<typeof errorBody>;
