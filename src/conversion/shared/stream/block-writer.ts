import type {
  ContentBlock,
  Message,
  ServerToolUseBlock,
  TextCitation,
  ToolSearchToolResultBlock,
  ToolUseBlock,
  Usage,
  WebSearchToolResultBlock,
} from '../../../protocol/anthropic/message.js';
import type { ContentBlockDelta, MessageStreamEvent } from '../../../protocol/anthropic/stream-events.js';
import { buildRedactedThinking, buildSignature } from '../provider-state/envelope.js';
import type { ProviderState, StateOrigin } from '../provider-state/envelope.js';
import { PendingState } from '../provider-state/pending-state.js';
import type { Ending } from '../stop-reason.js';
import { SurrogateJoiner } from '../text/surrogate-joiner.js';

/** A call by its id, and its tool as the client names it. */
export type ToolUse = Pick<ToolUseBlock, 'id' | 'name' | 'toolset_name'>;

/** Writes content blocks as events. Indices count up from 0, and at most one block is open. */
export class BlockWriter {
  /** State that the next thinking block carries; before any other block it gets a block of its own. */
  readonly state = new PendingState();
  /** A tool_use block was written. */
  hasToolUse = false;
  private events: MessageStreamEvent[] = [];
  private index = -1;
  private open: ContentBlock['type'] | null = null;
  private readonly surrogates = new SurrogateJoiner();

  constructor(
    private readonly isReasoningShown: boolean,
    private readonly origin: StateOrigin,
    /** Called before the first block, to write the events that open the message. */
    private readonly onFirstBlock: () => void,
  ) {}

  get hasBlocks(): boolean {
    return this.index >= 0;
  }

  isOpen(type: ContentBlock['type']): boolean {
    return this.open === type;
  }

  /** Adds an event of the message itself, outside of blocks. */
  push(...events: readonly MessageStreamEvent[]): void {
    this.events.push(...events);
  }

  /** Returns the events written since the last call. */
  flush(): MessageStreamEvent[] {
    const { events } = this;
    this.events = [];
    return events;
  }

  write(type: 'text' | 'thinking', text: string): void {
    if (type === 'text') this.writeText(text);
    else this.writeThinking(text);
  }

  startToolUse(call: ToolUse): void {
    this.hasToolUse = true;
    this.start({ type: 'tool_use', ...call, input: {}, caller: { type: 'direct' } });
  }

  /** Writes the call of a tool that the upstream has run, and its result. */
  writeServerToolUse({ id, name, input }: Pick<ServerToolUseBlock, 'id' | 'name' | 'input'>): void {
    this.start({ type: 'server_tool_use', id, name, input: {}, caller: { type: 'direct' } });
    this.writeToolInput(JSON.stringify(input));
    this.close();
  }

  writeServerToolResult(block: WebSearchToolResultBlock | ToolSearchToolResultBlock): void {
    this.start(block);
    this.close();
  }

  /** Adds a citation to the open text block. */
  writeCitation(citation: TextCitation): void {
    this.writeDelta({ type: 'citations_delta', citation });
  }

  writeToolInput(json: string): void {
    const partial_json = this.surrogates.join(json);
    if (partial_json !== '') this.writeDelta({ type: 'input_json_delta', partial_json });
  }

  /** Opens a text block even if the text is empty. */
  writeText(text: string): void {
    if (this.open !== 'text') this.start({ type: 'text', text: '' });
    const joined = this.surrogates.join(text);
    if (joined !== '') this.writeDelta({ type: 'text_delta', text: joined });
  }

  close(): void {
    if (this.open === null) return;
    const replacement = this.surrogates.flush();
    if (replacement !== '') this.writeProse(replacement);
    if (this.open === 'thinking') {
      this.writeDelta({ type: 'signature_delta', signature: buildSignature(this.origin, this.state.flush()) });
    }
    this.events.push({ type: 'content_block_stop', index: this.index });
    this.open = null;
  }

  /** Closes the open block and writes the state that no block carries. */
  writeState(further?: ProviderState): void {
    this.close();
    for (const state of [this.state.flush(), further]) {
      const block = buildRedactedThinking(this.origin, state);
      if (block === undefined) continue;
      this.begin(block);
      this.close();
    }
  }

  private writeThinking(thinking: string): void {
    if (this.open !== 'thinking') {
      this.close();
      this.begin({ type: 'thinking', thinking: '', signature: '' });
    }
    const joined = this.isReasoningShown ? this.surrogates.join(thinking) : '';
    if (joined !== '') this.writeDelta({ type: 'thinking_delta', thinking: joined });
  }

  /** Adds text to the open block. */
  private writeProse(text: string): void {
    if (this.open === 'text') this.writeDelta({ type: 'text_delta', text });
    else if (this.open === 'thinking') this.writeDelta({ type: 'thinking_delta', thinking: text });
    else this.writeDelta({ type: 'input_json_delta', partial_json: text });
  }

  private start(content_block: ContentBlock): void {
    this.writeState();
    this.begin(content_block);
  }

  private begin(content_block: ContentBlock): void {
    if (this.index < 0) this.onFirstBlock();
    this.index += 1;
    this.open = content_block.type;
    this.events.push({ type: 'content_block_start', index: this.index, content_block });
  }

  private writeDelta(delta: ContentBlockDelta): void {
    this.events.push({ type: 'content_block_delta', index: this.index, delta });
  }
}

/** Builds the events that open a streamed Message. */
export function buildOpeningEvents({
  id,
  model,
  usage,
}: Pick<Message, 'id' | 'model' | 'usage'>): MessageStreamEvent[] {
  const message: Message = {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    container: null,
    diagnostics: null,
    usage,
  };
  return [{ type: 'message_start', message }, { type: 'ping' }];
}

/** Builds the events that end a streamed Message. */
export function buildClosingEvents(ending: Ending, usage: Usage): MessageStreamEvent[] {
  const { service_tier: _tier, cache_creation: _creation, inference_geo: _geo, speed: _speed, ...counts } = usage;
  return [{ type: 'message_delta', delta: { ...ending, container: null }, usage: counts }, { type: 'message_stop' }];
}
