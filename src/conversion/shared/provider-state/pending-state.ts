import { asText, isJsonObject, isPlainJson } from '../../../common/json.js';
import type { ChatReasoningDetail } from '../../../protocol/openai/chat-completion.js';
import { MAX_ENVELOPE_LENGTH, createReasoningState } from './envelope.js';
import type { ProviderState } from './envelope.js';

/** Collects the provider state of a streamed response until a block can carry it. */
export class PendingState {
  private reasoning = '';
  private readonly details = new ReasoningDetails();
  private encrypted = '';

  addEncrypted(text: string): void {
    this.encrypted = text;
  }

  addReasoning(text: string): void {
    // No envelope holds more, so the state counts as too large already.
    if (this.reasoning.length <= MAX_ENVELOPE_LENGTH) this.reasoning += text;
  }

  addDetails(fragments: readonly (ChatReasoningDetail | null)[]): void {
    this.details.accept(fragments);
  }

  /** Returns what was collected since the last call, if anything. */
  flush(): ProviderState | undefined {
    const state = createReasoningState(this.reasoning, this.details.flush());
    const { encrypted } = this;
    this.reasoning = '';
    this.encrypted = '';
    return encrypted === '' ? state : { ...state, encrypted };
  }
}

// Other types arrive complete: two encrypted details are two, whatever their index.
const fragmented: ReadonlySet<unknown> = new Set(['reasoning.text', 'reasoning.summary']);

/**
 * Assembles streamed reasoning details as OpenRouter would have sent them without streaming, which is how it expects them
 * back. In a stream the index may be 0 for all (OpenRouterTeam/ai-sdk-provider#519), so only neighbors are joined.
 */
export class ReasoningDetails {
  private details: ChatReasoningDetail[] = [];
  private size = 0;

  accept(fragments: readonly (ChatReasoningDetail | null)[]): void {
    for (const fragment of fragments) {
      // No envelope holds more, so the state counts as too large already.
      if (!isJsonObject(fragment) || this.size > MAX_ENVELOPE_LENGTH) continue;
      this.size += isPlainJson(fragment) ? JSON.stringify(fragment).length : Infinity;
      this.add(fragment);
    }
  }

  /** Returns what was collected since the last call. */
  flush(): readonly ChatReasoningDetail[] {
    const { details } = this;
    if (details.length > 0) this.details = [];
    this.size = 0;
    return details;
  }

  private add(fragment: ChatReasoningDetail): void {
    const last = this.details.at(-1);
    if (last && isContinuedBy(last, fragment)) this.details[this.details.length - 1] = join(last, fragment);
    else this.details.push(fragment);
  }
}

// A signature ends what it signs.
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
