import type { ChatReasoningDetail } from '../../../protocol/openai/chat-completion.js';
import type { ProviderState } from './provider-state.js';
import { ReasoningDetails } from './reasoning-details.js';
import { createReasoningState } from './provider-state.js';

/** Collects the state of a streamed reply until a block can carry it. */
export class PendingState {
  private reasoning = '';
  private readonly details = new ReasoningDetails();

  addReasoning(text: string): void {
    this.reasoning += text;
  }

  addDetails(fragments: readonly (ChatReasoningDetail | null)[]): void {
    this.details.accept(fragments);
  }

  /** Hands over what was collected since the last time, if there is anything. */
  take(): ProviderState | undefined {
    const state = createReasoningState(this.reasoning, this.details.take());
    this.reasoning = '';
    return state;
  }
}
