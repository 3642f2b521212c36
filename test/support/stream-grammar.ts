import type { ContentBlock } from '../../src/protocol/anthropic/message.js';
import type { MessageStreamEvent } from '../../src/protocol/anthropic/stream-events.js';

const DELTAS_OF: Readonly<Record<string, readonly ContentBlock['type'][]>> = {
  text_delta: ['text'],
  citations_delta: ['text'],
  thinking_delta: ['thinking'],
  signature_delta: ['thinking'],
  input_json_delta: ['tool_use', 'server_tool_use'],
};

const COUNTS = ['input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'] as const;

/** Throws unless the events are a complete, legal stream of one Message: the order that the strictest SDK insists on. */
export function checkStreamGrammar(events: readonly MessageStreamEvent[]): void {
  const grammar = new StreamGrammar();
  for (const event of events) grammar.accept(event);
  grammar.end();
}

class StreamGrammar {
  private phase: 'before' | 'blocks' | 'closed' | 'over' = 'before';
  private index = -1;
  private open: ContentBlock | null = null;
  private json = '';
  private hasSignature = false;
  private readonly ids = new Set<string>();
  private stopReason: string | null = null;

  accept(event: MessageStreamEvent): void {
    if (this.phase === 'over') return this.reject(event, 'comes after the end');
    switch (event.type) {
      case 'message_start':
        if (this.phase !== 'before') this.reject(event, 'is not the first event');
        this.phase = 'blocks';
        if (event.message.content.length > 0) this.reject(event, 'has content');
        return this.checkUsage(event, event.message.usage);
      case 'ping':
        return this.require(event, 'blocks');
      case 'content_block_start':
        return this.startBlock(event);
      case 'content_block_delta':
        return this.growBlock(event);
      case 'content_block_stop':
        return this.stopBlock(event);
      case 'message_delta':
        this.require(event, 'blocks');
        if (this.open) this.reject(event, 'leaves a block open');
        this.phase = 'closed';
        this.stopReason = event.delta.stop_reason;
        return this.checkUsage(event, event.usage);
      case 'message_stop':
        this.require(event, 'closed');
        this.phase = 'over';
        return;
      case 'error':
        if (event.error.message === '') this.reject(event, 'says nothing');
        this.phase = 'over';
    }
  }

  end(): void {
    if (this.phase !== 'over') throw new Error(`The stream ends in phase "${this.phase}"`);
    if (this.stopReason === 'tool_use' && this.ids.size === 0) throw new Error('stop_reason tool_use without a call');
  }

  private startBlock(event: MessageStreamEvent & { type: 'content_block_start' }): void {
    this.require(event, 'blocks');
    if (this.open) this.reject(event, 'starts while another block is open');
    if (event.index !== this.index + 1) this.reject(event, 'has the wrong index');
    this.index = event.index;
    this.open = event.content_block;
    this.json = '';
    this.hasSignature = false;
    if (event.content_block.type === 'tool_use') this.checkToolUse(event, event.content_block);
    if (event.content_block.type === 'redacted_thinking' && event.content_block.data === '')
      this.reject(event, 'has no data');
  }

  private checkToolUse(event: MessageStreamEvent, { id, name, input }: ContentBlock & { type: 'tool_use' }): void {
    if (!/^[A-Za-z0-9_-]+$/.test(id)) this.reject(event, 'has an illegal id');
    if (this.ids.has(id)) this.reject(event, 'repeats an id');
    if (name === '') this.reject(event, 'has no name');
    if (Object.keys(input).length > 0) this.reject(event, 'carries arguments');
    this.ids.add(id);
  }

  private growBlock(event: MessageStreamEvent & { type: 'content_block_delta' }): void {
    const isFitting = this.open !== null && DELTAS_OF[event.delta.type]?.includes(this.open.type);
    if (event.index !== this.index || !isFitting) this.reject(event, 'fits no open block');
    if (this.hasSignature) this.reject(event, 'comes after the signature');
    if (event.delta.type === 'signature_delta') this.hasSignature = true;
    if (event.delta.type === 'input_json_delta') this.json += event.delta.partial_json;
    if (Object.values(event.delta).includes('')) this.reject(event, 'is empty');
  }

  private stopBlock(event: MessageStreamEvent & { type: 'content_block_stop' }): void {
    if (!this.open || event.index !== this.index) this.reject(event, 'stops no open block');
    if (this.open?.type === 'thinking' && !this.hasSignature) this.reject(event, 'lacks a signature');
    if (this.open?.type === 'tool_use' && this.json.trim() === '') this.reject(event, 'lacks arguments');
    this.open = null;
  }

  private checkUsage(event: MessageStreamEvent, usage: Readonly<Record<(typeof COUNTS)[number], unknown>>): void {
    for (const count of COUNTS) {
      const value = usage[count];
      if (!Number.isSafeInteger(value) || Number(value) < 0) this.reject(event, `has no valid ${count}`);
    }
    const prompt = Number(usage.input_tokens) + Number(usage.cache_read_input_tokens);
    if (prompt + Number(usage.cache_creation_input_tokens) === 0) this.reject(event, 'says that the prompt is empty');
  }

  private require(event: MessageStreamEvent, phase: string): void {
    if (this.phase !== phase) this.reject(event, `comes in phase "${this.phase}"`);
  }

  private reject(event: MessageStreamEvent, complaint: string): never {
    throw new Error(`${JSON.stringify(event)} ${complaint}`);
  }
}
