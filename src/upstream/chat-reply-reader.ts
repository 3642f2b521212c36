import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import { ChatAnswerReader } from './chat-answer-reader.js';
import { toCompletion } from './to-completion.js';
import type { UpstreamReply } from './upstream-reply.js';
import { MAX_BODY, WholeBody, tooLarge } from './whole-body.js';

/** How an event stream begins, whatever its content type says. */
const EVENT_STREAM = /^\s*(?:data|event|id|retry)?:/;

/** Reads the answer to a request for no stream; some upstreams stream nevertheless. */
export class ChatReplyReader {
  private readonly reader: StreamedReplyReader | WholeReplyReader;

  constructor(isEventStream: boolean) {
    this.reader = isEventStream ? new StreamedReplyReader() : new WholeReplyReader();
  }

  /** Takes what one socket read brought; returns the answer when it is complete. Throws ApiError when it is none. */
  push(bytes: Buffer): UpstreamReply | undefined {
    return this.reader.push(bytes);
  }

  end(): UpstreamReply {
    return this.reader.end();
  }
}

class WholeReplyReader {
  private readonly body = new WholeBody();

  push(bytes: Buffer): undefined {
    this.body.push(bytes);
  }

  end(): UpstreamReply {
    const text = this.body.toText();
    if (!EVENT_STREAM.test(text)) return { kind: 'completion', completion: toCompletion(text) };
    const reader = new StreamedReplyReader();
    return reader.push(Buffer.from(text)) ?? reader.end();
  }
}

/** The end mark ends a stream, even where the upstream leaves its connection open. */
class StreamedReplyReader {
  private readonly reader = new ChatAnswerReader();
  private readonly items: ChatStreamItem[] = [];
  private size = 0;

  push(bytes: Buffer): UpstreamReply | undefined {
    this.size += bytes.length;
    if (this.size > MAX_BODY) throw tooLarge();
    for (const item of this.reader.push(bytes)) this.items.push(item);
    return this.items.at(-1) === '[DONE]' ? this.toReply() : undefined;
  }

  end(): UpstreamReply {
    for (const item of this.reader.end()) this.items.push(item);
    return this.toReply();
  }

  private toReply(): UpstreamReply {
    return { kind: 'stream', items: this.items };
  }
}
