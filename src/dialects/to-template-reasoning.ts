import type { ReasoningFields, ReasoningWish } from './dialect.js';

// Its template has levels; Mistral's tokenizer takes no variables at all and refuses the request.
const leveled = /gpt-oss/i;
const withoutVariables = /mistral|ministral|mixtral|magistral|devstral|codestral|pixtral|voxtral/i;

/** Switches reasoning on or off in the chat template of an open model: Qwen and GLM read one name, DeepSeek another. */
export function toTemplateReasoning({ isOff, effort }: ReasoningWish, model: string): ReasoningFields {
  if (leveled.test(model)) return effort ? { reasoning_effort: effort } : {};
  if (withoutVariables.test(model)) return {};
  return { chat_template_kwargs: { enable_thinking: !isOff, thinking: !isOff } };
}
