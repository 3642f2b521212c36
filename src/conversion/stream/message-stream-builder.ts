import type { Usage } from '../../protocol/anthropic/messages.js';
import type { MessageStreamEvent } from '../../protocol/anthropic/stream-events.js';
import type { ChatChunk, ChatChunkChoice, ChatStreamItem } from '../../protocol/openai/chat-chunk.js';
import type { ChatUsage } from '../../protocol/openai/chat-completion.js';
import { ApiError } from '../errors/api-error.js';
import { ContentRefusal } from '../errors/content-refusal.js';
import { isJsonObject } from '../request/is-json-object.js';
import { asText } from '../response/as-text.js';
import { pickChoice } from '../response/pick-choice.js';
import type { ReplyContext } from '../response/reply-context.js';
import { toMatchedStop } from '../response/to-matched-stop.js';
import { toReplyError } from '../response/to-reply-error.js';
import { toReportedUsage } from '../response/to-reported-usage.js';
import { toUsage } from '../response/to-usage.js';
import { estimateTextTokens } from '../tokens/estimate-text-tokens.js';
import { StreamedContent } from './streamed-content.js';
import { toClosingEvents } from './to-closing-events.js';
import { toOpeningEvents } from './to-opening-events.js';

/** Builds the events of a streamed Message from the chunks of an upstream's stream. */
export class MessageStreamBuilder {
  /** What made the stream fail. */
  failure: ApiError | undefined;
  private readonly id: string;
  private readonly content: StreamedContent;
  private state: 'idle' | 'started' | 'over' = 'idle';
  private finishReason = '';
  private matchedStop: string | null = null;
  private hasChoice = false;
  private usage: ChatUsage | undefined;
  private serviceTier: unknown;
}
