import { asText } from '../../../common/json.js';
import type { ResponsesEvent, ResponsesOutputItem } from '../../../protocol/openai/responses.js';
import { listTexts } from './output-item.js';
import type { OutputItem } from './output-item.js';
import type { OutputWriter } from './output-writer.js';
import { PartedProgress } from './text-progress.js';

/**
 * Reasoning: one block, however many parts its summary has, because the encrypted reasoning belongs to all of them. The
 * text is the summary or, of open models, the reasoning itself.
 */
export class ReasoningItem implements OutputItem {
  private readonly summary = new PartedProgress('\n\n');
  // vLLM counts `content_index` up with each token.
  private readonly content = new PartedProgress('');

  constructor(private readonly output: OutputWriter) {}

  accept({ type, summary_index, delta, text, part }: ResponsesEvent): void {
    switch (type) {
      case 'response.reasoning_summary_text.delta':
        return this.writeSummary(() => this.summary.add(summary_index, asText(delta)));
      case 'response.reasoning_summary_text.done':
        return this.writeSummary(() => this.summary.completePart(summary_index, asText(text)));
      case 'response.reasoning_summary_part.done':
        return this.writeSummary(() => this.summary.completePart(summary_index, asText(part?.text)));
      case 'response.reasoning_text.delta':
        return this.writeContent(() => this.content.add(0, asText(delta)));
      case 'response.reasoning_text.done':
        return this.writeContent(() => this.content.completePart(0, asText(text)));
    }
  }

  complete(item: ResponsesOutputItem | undefined): void {
    this.writeSummary(() => this.summary.complete(listTexts(item?.summary, 'summary_text')));
    this.writeContent(() => this.content.complete(listTexts(item?.content, 'reasoning_text', 'text')));
    this.output.closeReasoning(asText(item?.encrypted_content));
  }

  private writeSummary(findText: () => string): void {
    if (!this.content.hasText) this.output.writeThinking(findText());
  }

  private writeContent(findText: () => string): void {
    if (!this.summary.hasText) this.output.writeThinking(findText());
  }
}
