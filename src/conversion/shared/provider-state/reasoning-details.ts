import type { ChatReasoningDetail } from '../../../protocol/openai/chat-completion.js';
import { isJsonObject } from '../../../common/json.js';
import { asText } from '../../../common/json.js';

// Others come whole: two encrypted ones are two, whatever index they bear.
const fragmented: ReadonlySet<unknown> = new Set(['reasoning.text', 'reasoning.summary']);

/**
 * Puts streamed reasoning details together as OpenRouter would have sent them whole: it wants them back like that. In a
 * stream the index may be 0 for all of them (OpenRouterTeam/ai-sdk-provider#519), so only neighbours belong together.
 */
export class ReasoningDetails {
  private details: ChatReasoningDetail[] = [];

  accept(fragments: readonly (ChatReasoningDetail | null)[]): void {
    for (const fragment of fragments) if (isJsonObject(fragment)) this.add(fragment);
  }

  /** Hands over what was collected since the last time. */
  take(): readonly ChatReasoningDetail[] {
    const { details } = this;
    if (details.length > 0) this.details = [];
    return details;
  }

  private add(fragment: ChatReasoningDetail): void {
    const last = this.details.at(-1);
    if (last && isContinuedBy(last, fragment)) this.details[this.details.length - 1] = join(last, fragment);
    else this.details.push(fragment);
  }
}

// A signature is the end of what it signs.
function isContinuedBy(last: ChatReasoningDetail, { type, index, id }: ChatReasoningDetail): boolean {
  const isSame = last.type === type && last.index === index && (!id || !last.id || last.id === id);
  return isSame && fragmented.has(type) && !last.signature;
}

function join(last: ChatReasoningDetail, fragment: ChatReasoningDetail): ChatReasoningDetail {
  const present = Object.fromEntries(Object.entries(fragment).filter(([, value]) => value != null));
  const text = asText(last.text) + asText(fragment.text);
  const summary = asText(last.summary) + asText(fragment.summary);
  return { ...last, ...present, ...(text && { text }), ...(summary && { summary }) };
}
