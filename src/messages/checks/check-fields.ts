import { validateSync } from 'class-validator';
import { ApiError } from '../../conversion/errors/api-error.js';

const OPTIONS = {
  forbidUnknownValues: true,
  stopAtFirstError: true,
  validationError: { target: false, value: false },
} as const;

/** Refuses a request by the rules that its fields declare, in the words of the first one broken. */
export function checkFields(dto: object): void {
  const [fault] = validateSync(dto, OPTIONS);
  if (fault) throw ApiError.invalidRequest(`${fault.property}: ${Object.values({ ...fault.constraints }).join('; ')}`);
}
