import type { ChatReasoningDetail } from '../../../protocol/openai/chat-completion.js';
import { type ProviderState, createReasoningState } from './provider-state.js';
import { ReasoningDetails } from './reasoning-details.js';

/** Collects the provider state of a streamed response until a block can carry it. */
export class PendingState {
  private reasoning = '';
  private readonly details = new ReasoningDetails();

  addReasoning(text: string): void {
    this.reasoning += text;
  }

  addDetails(fragments: readonly (ChatReasoningDetail | null)[]): void {
    this.details.accept(fragments);
  }

  /** Returns what was collected since the last call, if anything. */
  flush(): ProviderState | undefined {
    const state = createReasoningState(this.reasoning, this.details.flush());
    this.reasoning = '';
    return state;
  }
}
