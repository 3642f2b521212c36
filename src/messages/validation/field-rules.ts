import { ApiError } from '../../errors/api-error.js';

/** Says what is wrong with a value, in the words of the Messages API; undefined when nothing is. */
type Rule = (value: unknown) => string | undefined;

/** Rules by the names of the fields. */
export type FieldRules = Readonly<Record<string, Rule>>;

const required =
  (rule: Rule): Rule =>
  (value) =>
    value == null ? 'Field required' : rule(value);

const optional =
  (rule: Rule): Rule =>
  (value) =>
    value == null ? undefined : rule(value);

const name: Rule = (value) => {
  if (typeof value !== 'string') return 'Input should be a valid string';
  return value === '' ? 'String should have at least 1 character' : undefined;
};

const turns: Rule = (value) => {
  if (!Array.isArray(value)) return 'Input should be a valid list';
  if (value.length === 0) return 'at least one message is required';
  return value.length > 100_000 ? 'List should have at most 100000 items' : undefined;
};

const textOrList: Rule = (value) =>
  typeof value === 'string' || Array.isArray(value) ? undefined : 'Input should be a valid string or list';

const list: Rule = (value) => (Array.isArray(value) ? undefined : 'Input should be a valid list');

const texts: Rule = (value) => {
  if (!Array.isArray(value)) return 'Input should be a valid list';
  return value.every((item) => typeof item === 'string') ? undefined : 'Input should be a list of strings';
};

const share: Rule = (value) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'Input should be a valid number';
  if (value < 0) return 'Input should be greater than or equal to 0';
  return value > 1 ? 'Input should be less than or equal to 1' : undefined;
};

const count: Rule = (value) => {
  if (!Number.isInteger(value)) return 'Input should be a valid integer';
  return Number(value) < 0 ? 'Input should be greater than or equal to 0' : undefined;
};

const flag: Rule = (value) => (typeof value === 'boolean' ? undefined : 'Input should be a valid boolean');

/** The fields of a count_tokens request that are checked. */
export const countTokensRules: FieldRules = {
  model: required(name),
  messages: required(turns),
  system: optional(textOrList),
  tools: optional(list),
  stop_sequences: optional(texts),
  temperature: optional(share),
  top_p: optional(share),
};

/** Those of a Messages request. */
export const createMessageRules: FieldRules = {
  max_tokens: required(count),
  stream: optional(flag),
  ...countTokensRules,
};

/** Refuses a request by the first rule that one of its fields breaks. */
export function checkFields(body: Readonly<Record<string, unknown>>, rules: FieldRules): void {
  for (const [field, rule] of Object.entries(rules)) {
    const fault = rule(body[field]);
    if (fault !== undefined) throw ApiError.invalidRequest(`${field}: ${fault}`);
  }
}
