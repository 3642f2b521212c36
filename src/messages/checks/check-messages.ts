import { ApiError } from '../../conversion/errors/api-error.js';
import { isAbsent } from '../../conversion/request/is-absent.js';
import { checkContent } from './check-content.js';
import { checkEach } from './check-each.js';

type Fields = Readonly<Record<string, unknown>>;

const ROLES = new Set<unknown>(['user', 'assistant', 'system']);

/** Refuses a turn without a known role or without content. */
export function checkMessages(messages: unknown): void {
  checkEach(messages, 'messages', checkMessage);
}

function checkMessage({ role, content, output_config }: Fields, path: string, index: number): void {
  if (!ROLES.has(role)) {
    const fault = role == null ? 'Field required' : "Input should be 'user', 'assistant' or 'system'";
    throw ApiError.invalidRequest(`${path}.${index}.role: ${fault}`);
  }
  // A system turn may only set how the next turns are to be answered.
  if (typeof content === 'string' || (role === 'system' && content == null && !isAbsent(output_config))) return;
  if (!Array.isArray(content)) {
    const fault = content == null ? 'Field required' : 'Input should be a valid string or list';
    throw ApiError.invalidRequest(`${path}.${index}.content: ${fault}`);
  }
  checkContent(content, `${path}.${index}.content`);
}
