import { isJsonObject } from '../../../common/json.js';
import { ApiError } from '../../../errors/api-error.js';
import type { ResponsesEvent } from '../../../protocol/openai/responses.js';
import type { ResponseContext } from '../../shared/response-context.js';

/** Converts the error of a failed response, or of an `error` event in either of its two forms. */
export function convertResponseError(event: ResponsesEvent, { classifyInBandError }: ResponseContext): ApiError {
  const error = classifyInBandError(findError(event));
  const isUnspecific = error.status === 502 && error.extras.headers === undefined;
  // OpenAI calls its own failures `server_error`, or gives no code at all.
  return isUnspecific ? new ApiError(500, error.type, error.message, error.extras) : error;
}

function findError({ response, error, type: _type, ...fields }: ResponsesEvent): unknown {
  const reported = response?.error ?? error;
  if (reported != null) return reported;
  return isJsonObject(response) ? {} : fields;
}
