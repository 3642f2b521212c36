import { asList, asText } from '../../../common/json.js';
import type { ResponsesEvent, ResponsesOutputItem } from '../../../protocol/openai/responses.js';
import { listTexts } from './output-item.js';
import type { OutputItem } from './output-item.js';
import type { OutputWriter } from './output-writer.js';
import { PartedProgress } from './text-progress.js';

/** A message of the model: a text block, with citations where it quotes the results of a search. */
export class MessageItem implements OutputItem {
  private readonly text = new PartedProgress('');
  private readonly refusal = new PartedProgress('');
  /** The text so far of each part, kept only after a search: citations refer to it by position. */
  private readonly citable = new Map<number, string>();
  private citations = 0;
  private areCitationsHeld = false;

  constructor(private readonly output: OutputWriter) {}

  accept(event: ResponsesEvent): void {
    switch (event.type) {
      case 'response.output_text.delta':
        return this.writeText(this.text.add(event.content_index, asText(event.delta)));
      case 'response.output_text.done':
        return this.writeText(this.text.completePart(event.content_index, asText(event.text)));
      case 'response.refusal.delta':
        return this.output.writeRefusal(this.refusal.add(event.content_index, asText(event.delta)));
      case 'response.refusal.done':
        return this.output.writeRefusal(this.refusal.completePart(event.content_index, asText(event.refusal)));
      case 'response.output_text.annotation.added':
        return this.acceptCitation(event);
    }
  }

  complete(item: ResponsesOutputItem | undefined): void {
    const parts = asList(item?.content);
    this.output.writeText(this.text.complete(listTexts(parts, 'output_text', 'text')));
    const citations = parts.flatMap((part) =>
      asList(part?.annotations).map((annotation) => ({ annotation, text: asText(part?.text) })),
    );
    for (const { annotation, text } of citations.slice(this.citations)) this.writeCitation(annotation, text);
    this.output.writeRefusal(this.refusal.complete(listTexts(parts, 'refusal')));
    this.output.closeItem();
  }

  private writeText(text: string): void {
    if (text === '') return;
    if (this.output.webSearches > 0) {
      const { latestPart } = this.text;
      this.output.held.add(text.length);
      this.citable.set(latestPart, (this.citable.get(latestPart) ?? '') + text);
    }
    this.output.writeText(text);
  }

  /** A citation of text that has not arrived comes again with the complete text, and so do those after it. */
  private acceptCitation({ annotation, content_index }: ResponsesEvent): void {
    const text = this.citable.get(content_index ?? this.text.latestPart) ?? '';
    const hasArrived = this.output.blocks.isOpen('text') && text.length >= (annotation?.end_index ?? 0);
    this.areCitationsHeld ||= !hasArrived;
    if (this.areCitationsHeld) return;
    this.citations += 1;
    this.writeCitation(annotation, text);
  }

  private writeCitation(annotation: ResponsesEvent['annotation'], text: string): void {
    const { type, url, title, start_index, end_index } = annotation ?? {};
    const { blocks, matchedStop } = this.output;
    // Nothing after a stop sequence was requested.
    if (matchedStop !== null) return;
    if (type !== 'url_citation' || typeof url !== 'string' || !blocks.isOpen('text')) return;
    blocks.writeCitation({
      type: 'web_search_result_location',
      url,
      title: typeof title === 'string' ? title : null,
      encrypted_index: '',
      cited_text: text.slice(start_index ?? 0, end_index ?? 0),
    });
  }
}
