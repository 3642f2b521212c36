/** The server-sent events of a streamed Message; `type` is also the frame's event name. */
import type { ErrorBody } from './errors.js';
import type { ContentBlock, Message, StopDetails, StopReason, Usage } from './message.js';

export type MessageStreamEvent =
  | MessageStartEvent
  | PingEvent
  | ContentBlockStartEvent
  | ContentBlockDeltaEvent
  | ContentBlockStopEvent
  | MessageDeltaEvent
  | MessageStopEvent
  | ErrorBody;

export interface MessageStartEvent {
  readonly type: 'message_start';
  readonly message: Message;
}

export interface PingEvent {
  readonly type: 'ping';
}

export interface ContentBlockStartEvent {
  readonly type: 'content_block_start';
  readonly index: number;
  readonly content_block: ContentBlock;
}

export interface ContentBlockDeltaEvent {
  readonly type: 'content_block_delta';
  readonly index: number;
  readonly delta: ContentBlockDelta;
}

export type ContentBlockDelta =
  | { readonly type: 'text_delta'; readonly text: string }
  | { readonly type: 'thinking_delta'; readonly thinking: string }
  | { readonly type: 'signature_delta'; readonly signature: string }
  | { readonly type: 'input_json_delta'; readonly partial_json: string };

export interface ContentBlockStopEvent {
  readonly type: 'content_block_stop';
  readonly index: number;
}

export interface MessageDeltaEvent {
  readonly type: 'message_delta';
  readonly delta: {
    readonly stop_reason: StopReason;
    readonly stop_sequence: string | null;
    readonly stop_details: StopDetails | null;
    readonly container: null;
  };
  readonly usage: Omit<Usage, 'service_tier' | 'cache_creation' | 'inference_geo' | 'speed'>;
}

export interface MessageStopEvent {
  readonly type: 'message_stop';
}
